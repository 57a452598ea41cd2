package dev.quern.executor.expressions.functions.user;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.values.Int128;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/**
 * The results of Java functions as bytes, the only kind of result that may be NULL: text and bytes
 * as they are, other values in native order.
 *
 * <pre>
 * BOOLEAN, LONG   int64        DOUBLE   float64        INT128   int64 high | int64 low
 * </pre>
 */
public final class ResultBytes {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final String function;
  private final DataType type;

  ResultBytes(String function, DataType type) {
    this.function = function;
    this.type = type;
  }

  /** Returns the step that makes a value of the kind of the bytes; null if it is the bytes. */
  public static @Nullable Implementation decoder(ValueKind kind) {
    String method =
        switch (kind) {
          case BOOLEAN -> "booleanOf";
          case LONG -> "longOf";
          case DOUBLE -> "doubleOf";
          case INT128 -> "int128Of";
          case BYTES, NESTED -> "";
        };
    return method.isEmpty()
        ? null
        : Implementation.of(ResultBytes.class, method, kind, ValueKind.BYTES);
  }

  /** Reads a truth value. */
  public static boolean booleanOf(long address, int length) {
    return Memory.getLong(address) != 0;
  }

  /** Reads an integer, a short decimal, a date or a time. */
  public static long longOf(long address, int length) {
    return Memory.getLong(address);
  }

  /** Reads a floating-point number. */
  public static double doubleOf(long address, int length) {
    return Memory.getDouble(address);
  }

  /** Reads a long decimal. */
  public static void int128Of(long address, int length, Int128 target) {
    target.set(Memory.getLong(address), Memory.getLong(address + Long.BYTES));
  }

  /** Puts a result, or NULL, into {@code target}. */
  void put(@Nullable Object value, Slice target) {
    target.isNull = value == null;
    if (value == null) {
      target.set(0, 0);
    } else if (value instanceof String text) {
      target.setBytes(text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof byte[] bytes) {
      target.setBytes(bytes);
    } else if (value instanceof Double || value instanceof Float) {
      Memory.putDouble(target.allocate(Long.BYTES), ((Number) value).doubleValue());
    } else if (value instanceof BigDecimal decimal) {
      putDecimal(decimal, target);
    } else {
      Memory.putLong(target.allocate(Long.BYTES), number(value));
    }
  }

  /**
   * Returns a result that is not NULL without its class: a Long, a Double, a {@code BigInteger}
   * (unscaled long decimals) or bytes.
   */
  Object plain(Object value) {
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (value instanceof byte[]) {
      return value;
    }
    if (value instanceof Double || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof BigDecimal decimal) {
      BigInteger unscaled = unscaled(decimal);
      boolean isShort = ((DataType.DecimalType) type).isShort();
      return isShort ? (Object) unscaled.longValueExact() : unscaled;
    }
    return number(value);
  }

  private void putDecimal(BigDecimal value, Slice target) {
    BigInteger unscaled = unscaled(value);
    if (((DataType.DecimalType) type).isShort()) {
      Memory.putLong(target.allocate(Long.BYTES), unscaled.longValueExact());
      return;
    }
    long address = target.allocate(2 * Long.BYTES);
    Memory.putLong(address, unscaled.shiftRight(Long.SIZE).longValue());
    Memory.putLong(address + Long.BYTES, unscaled.longValue());
  }

  private BigInteger unscaled(BigDecimal value) {
    DataType.DecimalType decimal = (DataType.DecimalType) type;
    BigDecimal rounded = value.stripTrailingZeros();
    if (rounded.scale() > decimal.scale()
        || rounded.precision() - rounded.scale() > decimal.precision() - decimal.scale()) {
      throw new QueryException(
          ErrorCode.NUMERIC_OVERFLOW,
          "Result of a Java function does not fit its type: function="
              + function
              + ", value="
              + value
              + ", type="
              + decimal.sqlName());
    }
    return rounded.setScale(decimal.scale()).unscaledValue();
  }

  private long number(Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    if (value instanceof LocalDate date) {
      return date.toEpochDay();
    }
    if (value instanceof LocalTime time) {
      return time.toNanoOfDay() / 1000;
    }
    if (value instanceof LocalDateTime timestamp) {
      return micros(timestamp);
    }
    if (value instanceof Instant instant) {
      return micros(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }
    if (value instanceof OffsetDateTime instant) {
      return micros(LocalDateTime.ofInstant(instant.toInstant(), ZoneOffset.UTC));
    }
    throw new QueryException(
        ErrorCode.TYPE_MISMATCH,
        "Java function returned an object of another class: function="
            + function
            + ", class="
            + value.getClass().getName());
  }

  private static long micros(LocalDateTime timestamp) {
    return timestamp.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND
        + timestamp.get(ChronoField.MICRO_OF_SECOND);
  }
}
