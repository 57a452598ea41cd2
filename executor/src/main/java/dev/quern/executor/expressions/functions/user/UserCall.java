package dev.quern.executor.expressions.functions.user;

import dev.quern.executor.expressions.values.Slice;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * One place where a function is called: the loop sets the arguments of a row, none of them NULL,
 * one by one, then calls. Not thread-safe.
 */
public final class UserCall {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final String name;
  private final UserFunction.Body body;
  private final List<ValueClass> parameters;
  private final List<DataType> operands;
  private final ResultBytes result;
  private final Object[] arguments;

  UserCall(
      String name,
      UserFunction.Body body,
      List<ValueClass> parameters,
      List<DataType> operands,
      DataType result) {
    this.name = name;
    this.body = body;
    this.parameters = parameters;
    this.operands = operands;
    this.result = new ResultBytes(name, result);
    this.arguments = new Object[operands.size()];
  }

  public void set(int index, boolean value) {
    arguments[index] = value;
  }

  public void set(int index, double value) {
    Class<?> wanted = parameters.get(index).boxed();
    if (wanted == BigDecimal.class) {
      arguments[index] = decimal(value);
    } else {
      arguments[index] = wanted == Float.class ? (Object) (float) value : (Object) value;
    }
  }

  /** Sets an integer, a decimal of up to 18 digits, or a date or time. */
  public void set(int index, long value) {
    arguments[index] = ofLong(parameters.get(index).boxed(), operands.get(index), value);
  }

  /** Sets a decimal of more than 18 digits. */
  public void set(int index, long high, long low) {
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    int scale = ((DataType.DecimalType) operands.get(index)).scale();
    arguments[index] = new BigDecimal(new BigInteger(bytes), scale);
  }

  /** Sets a text or bytes, which are copied. */
  public void set(int index, long address, int length) {
    byte[] bytes = new byte[length];
    Memory.copyTo(address, bytes, 0, length);
    arguments[index] =
        parameters.get(index).boxed() == String.class
            ? new String(bytes, StandardCharsets.UTF_8)
            : bytes;
  }

  /** Calls the function with the arguments that were set; its result is put into {@code target}. */
  public static void call(UserCall place, Slice target) {
    place.result.put(place.call(), target);
  }

  private Object call() {
    try {
      return body.call(arguments.clone());
    } catch (Error | QueryException e) {
      throw e;
    } catch (Throwable e) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Java function failed: function=" + name + ", cause=" + e, e);
    }
  }

  private Object ofLong(Class<?> wanted, DataType type, long value) {
    if (wanted == Long.class) {
      return value;
    }
    if (wanted == BigDecimal.class) {
      int scale = type instanceof DataType.DecimalType decimal ? decimal.scale() : 0;
      return BigDecimal.valueOf(value, scale);
    }
    if (wanted == LocalDate.class) {
      return LocalDate.ofEpochDay(value);
    }
    if (wanted == LocalTime.class) {
      return LocalTime.ofNanoOfDay(value * 1000);
    }
    if (wanted == LocalDateTime.class) {
      return timestamp(value);
    }
    if (wanted == Instant.class) {
      return timestamp(value).toInstant(ZoneOffset.UTC);
    }
    return wanted == OffsetDateTime.class
        ? timestamp(value).atOffset(ZoneOffset.UTC)
        : narrowed(wanted, value);
  }

  private Object narrowed(Class<?> wanted, long value) {
    if (wanted == Integer.class && value == (int) value) {
      return (int) value;
    }
    if (wanted == Short.class && value == (short) value) {
      return (short) value;
    }
    if (wanted == Byte.class && value == (byte) value) {
      return (byte) value;
    }
    throw new QueryException(
        ErrorCode.NUMERIC_OVERFLOW,
        "Argument does not fit the parameter of a Java function: function="
            + name
            + ", value="
            + value
            + ", class="
            + wanted.getSimpleName());
  }

  private Object decimal(double value) {
    if (!Double.isFinite(value)) {
      throw new QueryException(
          ErrorCode.NUMERIC_OVERFLOW,
          "Argument is no decimal: function=" + name + ", value=" + value);
    }
    return BigDecimal.valueOf(value);
  }

  private static LocalDateTime timestamp(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1000,
        ZoneOffset.UTC);
  }
}
