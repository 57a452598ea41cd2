package dev.quern;

import dev.quern.engine.values.Literals;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * How values of one Java class get into an Arrow column.
 *
 * @param type the column's type; that of decimals depends on the values
 */
record ColumnFill(ArrowType type, Setter setter) {
  private static final Map<Class<?>, ColumnFill> BY_CLASS = byClass();

  /** Writes a value, never null, to a row. */
  interface Setter {
    void set(FieldVector vector, int row, Object value);
  }

  /** Returns how values of that class are written; null if no column takes them. */
  static @Nullable ColumnFill of(Class<?> type) {
    return type.isEnum() ? BY_CLASS.get(Enum.class) : BY_CLASS.get(type);
  }

  private static Map<Class<?>, ColumnFill> byClass() {
    Map<Class<?>, ColumnFill> fills = new HashMap<>();
    addNumbers(fills);
    addTexts(fills);
    addTimes(fills);
    return fills;
  }

  private static void addNumbers(Map<Class<?>, ColumnFill> fills) {
    put(
        fills,
        ArrowType.Bool.INSTANCE,
        (vector, row, value) -> ((BitVector) vector).setSafe(row, (Boolean) value ? 1 : 0),
        boolean.class,
        Boolean.class);
    put(
        fills,
        new ArrowType.Int(8, true),
        (vector, row, value) -> ((TinyIntVector) vector).setSafe(row, (Byte) value),
        byte.class,
        Byte.class);
    put(
        fills,
        new ArrowType.Int(16, true),
        (vector, row, value) -> ((SmallIntVector) vector).setSafe(row, (Short) value),
        short.class,
        Short.class);
    put(
        fills,
        new ArrowType.Int(32, true),
        (vector, row, value) -> ((IntVector) vector).setSafe(row, (Integer) value),
        int.class,
        Integer.class);
    put(
        fills,
        new ArrowType.Int(64, true),
        (vector, row, value) -> ((BigIntVector) vector).setSafe(row, (Long) value),
        long.class,
        Long.class);
    put(
        fills,
        new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
        (vector, row, value) -> ((Float4Vector) vector).setSafe(row, (Float) value),
        float.class,
        Float.class);
    put(
        fills,
        new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
        (vector, row, value) -> ((Float8Vector) vector).setSafe(row, (Double) value),
        double.class,
        Double.class);
    put(fills, new ArrowType.Decimal(38, 0, 128), ColumnFill::setDecimal, BigDecimal.class);
    put(
        fills,
        new ArrowType.Decimal(38, 0, 128),
        (vector, row, value) -> setDecimal(vector, row, new BigDecimal((BigInteger) value)),
        BigInteger.class);
  }

  private static void addTexts(Map<Class<?>, ColumnFill> fills) {
    put(
        fills,
        ArrowType.Utf8.INSTANCE,
        (vector, row, value) -> setText(vector, row, value.toString()),
        String.class,
        char.class,
        Character.class,
        UUID.class);
    put(
        fills,
        ArrowType.Utf8.INSTANCE,
        (vector, row, value) -> setText(vector, row, ((Enum<?>) value).name()),
        Enum.class);
    put(
        fills,
        ArrowType.Binary.INSTANCE,
        (vector, row, value) -> ((VarBinaryVector) vector).setSafe(row, (byte[]) value),
        byte[].class);
  }

  private static void addTimes(Map<Class<?>, ColumnFill> fills) {
    put(
        fills,
        new ArrowType.Date(DateUnit.DAY),
        (vector, row, value) ->
            ((DateDayVector) vector)
                .setSafe(row, Math.toIntExact(((LocalDate) value).toEpochDay())),
        LocalDate.class);
    put(
        fills,
        new ArrowType.Time(TimeUnit.MICROSECOND, 64),
        (vector, row, value) ->
            ((TimeMicroVector) vector).setSafe(row, ((LocalTime) value).toNanoOfDay() / 1000),
        LocalTime.class);
    put(
        fills,
        new ArrowType.Timestamp(TimeUnit.MICROSECOND, null),
        (vector, row, value) ->
            ((TimeStampMicroVector) vector).setSafe(row, Literals.micros((LocalDateTime) value)),
        LocalDateTime.class);
    ArrowType instant = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
    put(
        fills,
        instant,
        (vector, row, value) -> setInstant(vector, row, (Instant) value),
        Instant.class);
    put(
        fills,
        instant,
        (vector, row, value) -> setInstant(vector, row, ((OffsetDateTime) value).toInstant()),
        OffsetDateTime.class);
    put(
        fills,
        instant,
        (vector, row, value) -> setInstant(vector, row, ((ZonedDateTime) value).toInstant()),
        ZonedDateTime.class);
  }

  private static void put(
      Map<Class<?>, ColumnFill> fills, ArrowType type, Setter setter, Class<?>... classes) {
    for (Class<?> each : classes) {
      fills.put(each, new ColumnFill(type, setter));
    }
  }

  private static void setDecimal(FieldVector vector, int row, Object value) {
    DecimalVector decimals = (DecimalVector) vector;
    decimals.setSafe(row, ((BigDecimal) value).setScale(decimals.getScale()));
  }

  private static void setText(FieldVector vector, int row, String text) {
    ((VarCharVector) vector).setSafe(row, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void setInstant(FieldVector vector, int row, Instant instant) {
    ((TimeStampMicroTZVector) vector)
        .setSafe(row, Literals.micros(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)));
  }
}
