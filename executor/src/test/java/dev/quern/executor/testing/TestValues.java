package dev.quern.executor.testing;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataType.DecimalType;
import dev.quern.plan.types.DataType.ListType;
import dev.quern.plan.types.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/**
 * Plain Java values of vectors, for tests: Boolean; Long for integers, dates, times, timestamps and
 * intervals; Double for both floating-point types; BigDecimal; String; ByteBuffer; List for lists,
 * structs and the entries of maps.
 */
public final class TestValues {
  private TestValues() {}

  /** Writes a value, null for SQL NULL; any whole {@link Number} will do for integers. */
  public static void set(FieldVector vector, int row, DataType type, @Nullable Object value) {
    if (value == null) {
      setNull(vector, row);
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(row, ((Boolean) value) ? 1 : 0);
    } else if (vector instanceof Float4Vector floats) {
      floats.setSafe(row, ((Number) value).floatValue());
    } else if (vector instanceof Float8Vector doubles) {
      doubles.setSafe(row, ((Number) value).doubleValue());
    } else if (type instanceof DecimalType decimal) {
      setDecimal(vector, row, ((BigDecimal) value).setScale(decimal.scale()));
    } else if (vector instanceof VarCharVector strings) {
      strings.setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof VarBinaryVector binaries) {
      ByteBuffer bytes = (ByteBuffer) value;
      binaries.setSafe(row, bytes.duplicate(), bytes.position(), bytes.remaining());
    } else if (vector instanceof ListVector lists) {
      setList(lists, row, element(type), (List<?>) value);
    } else if (vector instanceof StructVector structs) {
      setStruct(structs, row, (DataType.StructType) type, (List<?>) value);
    } else {
      setWhole(vector, row, ((Number) value).longValue());
    }
  }

  /** Returns the value of a row, null for SQL NULL. */
  public static @Nullable Object get(FieldVector vector, int row, DataType type) {
    if (vector.isNull(row)) {
      return null;
    }
    if (vector instanceof BitVector bits) {
      return bits.get(row) == 1;
    }
    if (vector instanceof Float4Vector floats) {
      return (double) floats.get(row);
    }
    if (vector instanceof Float8Vector doubles) {
      return doubles.get(row);
    }
    if (vector instanceof DecimalVector decimals) {
      return decimals.getObject(row);
    }
    if (vector instanceof BigIntVector whole && type instanceof DecimalType decimal) {
      return new BigDecimal(BigInteger.valueOf(whole.get(row)), decimal.scale());
    }
    if (vector instanceof VarCharVector strings) {
      return new String(strings.get(row), StandardCharsets.UTF_8);
    }
    if (vector instanceof VarBinaryVector binaries) {
      return ByteBuffer.wrap(binaries.get(row));
    }
    if (vector instanceof ListVector lists) {
      return getList(lists, row, element(type));
    }
    if (vector instanceof StructVector structs) {
      return getStruct(structs, row, (DataType.StructType) type);
    }
    return getWhole(vector, row);
  }

  private static void setNull(FieldVector vector, int row) {
    while (vector.getValueCapacity() <= row) {
      vector.reAlloc();
    }
    if (vector instanceof ListVector lists) {
      lists.startNewValue(row);
      lists.endValue(row, 0);
      lists.setNull(row);
      return;
    }
    vector.setNull(row);
  }

  private static void setDecimal(FieldVector vector, int row, BigDecimal value) {
    if (vector instanceof DecimalVector decimals) {
      decimals.setSafe(row, value);
      return;
    }
    ((BigIntVector) vector).setSafe(row, value.unscaledValue().longValueExact());
  }

  private static void setList(ListVector lists, int row, DataType element, List<?> values) {
    int start = lists.startNewValue(row);
    FieldVector elements = lists.getDataVector();
    for (int i = 0; i < values.size(); i++) {
      set(elements, start + i, element, values.get(i));
    }
    lists.endValue(row, values.size());
  }

  /** Returns the type of a list's elements, or of a map's entries. */
  private static DataType element(DataType type) {
    if (type instanceof DataType.MapType map) {
      return new DataType.StructType(
          List.of(Field.of("key", map.key()), Field.of("value", map.value())));
    }
    return ((ListType) type).element();
  }

  private static List<@Nullable Object> getList(ListVector lists, int row, DataType element) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
      values.add(get(lists.getDataVector(), i, element));
    }
    return values;
  }

  private static void setStruct(
      StructVector structs, int row, DataType.StructType type, List<?> values) {
    while (structs.getValueCapacity() <= row) {
      structs.reAlloc();
    }
    structs.setIndexDefined(row);
    List<FieldVector> members = structs.getChildrenFromFields();
    for (int i = 0; i < members.size(); i++) {
      set(members.get(i), row, type.members().get(i).type(), values.get(i));
    }
  }

  private static List<@Nullable Object> getStruct(
      StructVector structs, int row, DataType.StructType type) {
    List<@Nullable Object> values = new ArrayList<>();
    List<FieldVector> members = structs.getChildrenFromFields();
    for (int i = 0; i < members.size(); i++) {
      values.add(get(members.get(i), row, type.members().get(i).type()));
    }
    return values;
  }

  private static void setWhole(FieldVector vector, int row, long value) {
    if (vector instanceof TinyIntVector bytes) {
      bytes.setSafe(row, (int) value);
    } else if (vector instanceof SmallIntVector shorts) {
      shorts.setSafe(row, (int) value);
    } else if (vector instanceof IntVector ints) {
      ints.setSafe(row, Math.toIntExact(value));
    } else if (vector instanceof DateDayVector days) {
      days.setSafe(row, Math.toIntExact(value));
    } else if (vector instanceof IntervalYearVector months) {
      months.setSafe(row, Math.toIntExact(value));
    } else if (vector instanceof BigIntVector longs) {
      longs.setSafe(row, value);
    } else if (vector instanceof TimeMicroVector times) {
      times.setSafe(row, value);
    } else if (vector instanceof TimeStampMicroVector timestamps) {
      timestamps.setSafe(row, value);
    } else if (vector instanceof TimeStampMicroTZVector timestamps) {
      timestamps.setSafe(row, value);
    } else if (vector instanceof DurationVector durations) {
      durations.setSafe(row, value);
    } else {
      throw new IllegalArgumentException("no test values for " + vector.getClass());
    }
  }

  private static long getWhole(FieldVector vector, int row) {
    if (vector instanceof TinyIntVector bytes) {
      return bytes.get(row);
    } else if (vector instanceof SmallIntVector shorts) {
      return shorts.get(row);
    } else if (vector instanceof IntVector ints) {
      return ints.get(row);
    } else if (vector instanceof DateDayVector days) {
      return days.get(row);
    } else if (vector instanceof IntervalYearVector months) {
      return months.get(row);
    } else if (vector instanceof BigIntVector longs) {
      return longs.get(row);
    } else if (vector instanceof TimeMicroVector times) {
      return times.get(row);
    } else if (vector instanceof TimeStampMicroVector timestamps) {
      return timestamps.get(row);
    } else if (vector instanceof TimeStampMicroTZVector timestamps) {
      return timestamps.get(row);
    } else if (vector instanceof DurationVector) {
      return vector.getDataBuffer().getLong((long) row * Long.BYTES);
    }
    throw new IllegalArgumentException("no test values for " + vector.getClass());
  }
}
