package dev.quern.executor.batch;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * The Arrow vector that carries each type inside the engine.
 *
 * <pre>
 * BOOLEAN                    BitVector
 * TINYINT .. BIGINT          TinyIntVector, SmallIntVector, IntVector, BigIntVector
 * FLOAT, DOUBLE              Float4Vector, Float8Vector
 * DECIMAL(p &lt;= 18, s)        BigIntVector holding the unscaled value
 * DECIMAL(p &gt; 18, s)         DecimalVector: 16 bytes, little-endian two's complement
 * DATE                       DateDayVector
 * TIME, TIMESTAMP            TimeMicroVector, TimeStampMicroVector
 * TIMESTAMP WITH TIME ZONE   TimeStampMicroTZVector in UTC
 * INTERVAL                   IntervalYearVector (months), DurationVector (microseconds)
 * VARCHAR, VARBINARY         VarCharVector, VarBinaryVector (32-bit offsets)
 * LIST, STRUCT, MAP          ListVector, StructVector, MapVector
 * </pre>
 *
 * The metadata key {@value #TYPE_KEY} of each Arrow field holds the SQL name of the type, so that a
 * short decimal is told from a BIGINT. A column of type NULL does not exist: the optimizer gives it
 * another type.
 */
public final class ArrowTypes {
  /** Metadata key of the SQL type name. */
  public static final String TYPE_KEY = "quern.type";

  private ArrowTypes() {}

  /** Returns the engine's Arrow field of a column. */
  public static Field toArrow(dev.quern.plan.types.Field field) {
    return toArrow(field.name(), field.type(), field.nullable());
  }

  /** Returns the engine's Arrow schema of a batch. */
  public static org.apache.arrow.vector.types.pojo.Schema toArrow(Schema schema) {
    List<Field> fields = new ArrayList<>();
    for (dev.quern.plan.types.Field field : schema.fields()) {
      fields.add(toArrow(field));
    }
    return new org.apache.arrow.vector.types.pojo.Schema(fields);
  }

  /** Returns an empty vector for a column; the caller allocates and closes it. */
  public static FieldVector createVector(
      dev.quern.plan.types.Field field, BufferAllocator allocator) {
    return toArrow(field).createVector(allocator);
  }

  private static Field toArrow(String name, DataType type, boolean nullable) {
    FieldType fieldType =
        new FieldType(nullable, arrowType(type), null, Map.of(TYPE_KEY, type.sqlName()));
    return new Field(name, fieldType, children(type));
  }

  private static List<Field> children(DataType type) {
    if (type instanceof DataType.ListType list) {
      return List.of(toArrow("element", list.element(), true));
    }
    if (type instanceof DataType.StructType struct) {
      List<Field> members = new ArrayList<>();
      for (dev.quern.plan.types.Field member : struct.members()) {
        members.add(toArrow(member));
      }
      return members;
    }
    if (type instanceof DataType.MapType map) {
      Field entries =
          new Field(
              "entries",
              new FieldType(false, ArrowType.Struct.INSTANCE, null),
              List.of(toArrow("key", map.key(), false), toArrow("value", map.value(), true)));
      return List.of(entries);
    }
    return List.of();
  }

  private static ArrowType arrowType(DataType type) {
    if (type instanceof DataType.BooleanType) {
      return ArrowType.Bool.INSTANCE;
    }
    if (type instanceof DataType.IntegerType integer) {
      return new ArrowType.Int(integer.bits(), true);
    }
    if (type instanceof DataType.FloatType) {
      return new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    }
    if (type instanceof DataType.DoubleType) {
      return new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    }
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.isShort()
          ? new ArrowType.Int(64, true)
          : new ArrowType.Decimal(decimal.precision(), decimal.scale(), 128);
    }
    if (type instanceof DataType.DateType) {
      return new ArrowType.Date(DateUnit.DAY);
    }
    if (type instanceof DataType.TimeType) {
      return new ArrowType.Time(TimeUnit.MICROSECOND, 64);
    }
    if (type instanceof DataType.TimestampType) {
      return new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
    }
    if (type instanceof DataType.TimestampWithTimeZoneType) {
      return new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
    }
    if (type instanceof DataType.IntervalType interval) {
      return interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH
          ? new ArrowType.Interval(IntervalUnit.YEAR_MONTH)
          : new ArrowType.Duration(TimeUnit.MICROSECOND);
    }
    if (type instanceof DataType.VarcharType) {
      return ArrowType.Utf8.INSTANCE;
    }
    if (type instanceof DataType.VarbinaryType) {
      return ArrowType.Binary.INSTANCE;
    }
    if (type instanceof DataType.ListType) {
      return ArrowType.List.INSTANCE;
    }
    if (type instanceof DataType.StructType) {
      return ArrowType.Struct.INSTANCE;
    }
    if (type instanceof DataType.MapType) {
      return new ArrowType.Map(false);
    }
    throw new IllegalStateException("no vector carries the type " + type.sqlName());
  }
}
