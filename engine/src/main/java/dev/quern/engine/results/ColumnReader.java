package dev.quern.engine.results;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one column, row by row, at the outer edge of the engine. Java classes by
 * type: {@link Boolean}; {@link Byte}, {@link Short}, {@link Integer}, {@link Long}; {@link Float},
 * {@link Double}; {@link BigDecimal}; {@link LocalDate}, {@link LocalTime}, {@link LocalDateTime},
 * {@link java.time.OffsetDateTime} in UTC; {@link Period}, {@link Duration}; {@link String}; {@code
 * byte[]}; {@link List}; {@link Map} for structs and maps. The vector stays owned by its batch.
 */
public final class ColumnReader {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final DataType type;
  private final FieldVector vector;

  public ColumnReader(DataType type, FieldVector vector) {
    this.type = type;
    this.vector = vector;
  }

  public boolean isNull(int row) {
    return vector.isNull(row);
  }

  /** Returns the value as text in SQL's usual form, or null. */
  public @Nullable String text(int row) {
    Object value = value(row);
    return value == null ? null : ValueText.of(value);
  }

  /** Returns the value as an object of the class that belongs to the type, or null. */
  public @Nullable Object value(int row) {
    if (vector.isNull(row)) {
      return null;
    }
    if (type instanceof DataType.BooleanType) {
      return ((BitVector) vector).get(row) != 0;
    }
    if (type instanceof DataType.IntegerType integer) {
      return integer(integer.bits(), row);
    }
    if (type instanceof DataType.FloatType) {
      return ((Float4Vector) vector).get(row);
    }
    if (type instanceof DataType.DoubleType) {
      return ((Float8Vector) vector).get(row);
    }
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.isShort()
          ? new BigDecimal(BigInteger.valueOf(((BigIntVector) vector).get(row)), decimal.scale())
          : ((DecimalVector) vector).getObject(row);
    }
    if (type instanceof DataType.VarcharType) {
      return new String(((VarCharVector) vector).get(row), StandardCharsets.UTF_8);
    }
    if (type instanceof DataType.VarbinaryType) {
      return ((VarBinaryVector) vector).get(row);
    }
    return type.isNested() ? nested(row) : temporal(row);
  }

  private Object integer(int bits, int row) {
    switch (bits) {
      case 8:
        return ((TinyIntVector) vector).get(row);
      case 16:
        return ((SmallIntVector) vector).get(row);
      case 32:
        return ((IntVector) vector).get(row);
      default:
        return ((BigIntVector) vector).get(row);
    }
  }

  private Object temporal(int row) {
    if (type instanceof DataType.DateType) {
      return LocalDate.ofEpochDay(((DateDayVector) vector).get(row));
    }
    if (type instanceof DataType.TimeType) {
      return LocalTime.ofNanoOfDay(((TimeMicroVector) vector).get(row) * 1000);
    }
    if (type instanceof DataType.TimestampType) {
      return timestamp(((TimeStampVector) vector).get(row));
    }
    if (type instanceof DataType.TimestampWithTimeZoneType) {
      return timestamp(((TimeStampVector) vector).get(row)).atOffset(ZoneOffset.UTC);
    }
    if (type instanceof DataType.IntervalType interval) {
      return interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH
          ? Period.ofMonths(((IntervalYearVector) vector).get(row)).normalized()
          : duration((DurationVector) vector, row);
    }
    throw new IllegalStateException("no reader for type " + type.sqlName());
  }

  private static Duration duration(DurationVector vector, int row) {
    long micros = DurationVector.get(vector.getDataBuffer(), row);
    return Duration.ofSeconds(
        Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1000);
  }

  private static LocalDateTime timestamp(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1000,
        ZoneOffset.UTC);
  }

  private Object nested(int row) {
    if (type instanceof DataType.StructType struct) {
      StructVector structVector = (StructVector) vector;
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      for (int i = 0; i < struct.members().size(); i++) {
        Field member = struct.members().get(i);
        FieldVector child = (FieldVector) structVector.getChildByOrdinal(i);
        members.put(member.name(), new ColumnReader(member.type(), child).value(row));
      }
      return members;
    }
    ListVector list = (ListVector) vector;
    int start = list.getElementStartIndex(row);
    int end = list.getElementEndIndex(row);
    FieldVector elements = list.getDataVector();
    if (type instanceof DataType.MapType map) {
      StructVector entries = (StructVector) elements;
      ColumnReader keys = new ColumnReader(map.key(), (FieldVector) entries.getChildByOrdinal(0));
      ColumnReader values =
          new ColumnReader(map.value(), (FieldVector) entries.getChildByOrdinal(1));
      Map<@Nullable Object, @Nullable Object> result = new LinkedHashMap<>();
      for (int i = start; i < end; i++) {
        result.put(keys.value(i), values.value(i));
      }
      return result;
    }
    ColumnReader element = new ColumnReader(((DataType.ListType) type).element(), elements);
    List<@Nullable Object> result = new ArrayList<>(end - start);
    for (int i = start; i < end; i++) {
      result.add(element.value(i));
    }
    return result;
  }
}
