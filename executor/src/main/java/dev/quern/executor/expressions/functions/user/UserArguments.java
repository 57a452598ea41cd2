package dev.quern.executor.expressions.functions.user;

import dev.quern.executor.memory.ColumnAddresses;
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

/** The values of a row, none of them NULL, in the classes of a function's parameters. */
final class UserArguments {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final String function;
  private final List<ValueClass> parameters;
  private final List<DataType> operands;
  private final Object[] values;

  /**
   * @param operands the types of the values that are set
   */
  UserArguments(String function, List<ValueClass> parameters, List<DataType> operands) {
    this.function = function;
    this.parameters = parameters;
    this.operands = operands;
    this.values = new Object[operands.size()];
  }

  /** Returns the values that were set, in an array of their own. */
  Object[] values() {
    return values.clone();
  }

  /** Sets the value of a row, which must not be null, of a column. */
  void set(int index, ColumnAddresses column, int row) {
    switch (column.type()) {
      case BOOLEAN -> set(index, column.longAt(row) != 0);
      case BYTE, SHORT, INT, LONG -> set(index, column.longAt(row));
      case WIDE -> set(index, column.highAt(row), column.longAt(row));
      case FLOAT, DOUBLE -> set(index, column.doubleAt(row));
      case BYTES -> {
        int start = Memory.getInt(column.offsets() + 4L * row);
        int end = Memory.getInt(column.offsets() + 4L * row + 4);
        set(index, column.data() + start, end - start);
      }
      case NESTED -> throw new IllegalStateException("no parameter takes nested values");
    }
  }

  void set(int index, boolean value) {
    values[index] = value;
  }

  void set(int index, double value) {
    Class<?> wanted = parameters.get(index).boxed();
    if (wanted == BigDecimal.class) {
      values[index] = decimal(value);
    } else {
      values[index] = wanted == Float.class ? (Object) (float) value : (Object) value;
    }
  }

  /** Sets an integer, a decimal of up to 18 digits, or a date or time. */
  void set(int index, long value) {
    values[index] = ofLong(parameters.get(index).boxed(), operands.get(index), value);
  }

  /** Sets a decimal of more than 18 digits. */
  void set(int index, long high, long low) {
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    int scale = ((DataType.DecimalType) operands.get(index)).scale();
    values[index] = new BigDecimal(new BigInteger(bytes), scale);
  }

  /** Sets a text or bytes, which are copied. */
  void set(int index, long address, int length) {
    byte[] bytes = new byte[length];
    Memory.copyTo(address, bytes, 0, length);
    values[index] =
        parameters.get(index).boxed() == String.class
            ? new String(bytes, StandardCharsets.UTF_8)
            : bytes;
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
            + function
            + ", value="
            + value
            + ", class="
            + wanted.getSimpleName());
  }

  private Object decimal(double value) {
    if (!Double.isFinite(value)) {
      throw new QueryException(
          ErrorCode.NUMERIC_OVERFLOW,
          "Argument is no decimal: function=" + function + ", value=" + value);
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
