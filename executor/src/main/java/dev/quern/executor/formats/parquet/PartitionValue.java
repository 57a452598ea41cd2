package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Text of a {@code key=value} folder as a value of the partition column's type. */
final class PartitionValue {
  private static final int LARGEST_VALUE = 16;

  private PartitionValue() {}

  /**
   * Appends {@code rows} times the value that {@code text} stands for.
   *
   * @throws QueryException INVALID_CAST if it does not
   */
  static void append(String text, Field field, int rows, ColumnOutput output, String path) {
    int[] pick = new int[rows];
    if (output.width() == ColumnOutput.VARIABLE) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      long copy = Memory.allocate(bytes.length + (long) DirectBuffer.PADDING);
      Memory.copyFrom(bytes, 0, copy, bytes.length);
      output.addBytes(copy, new int[1], new int[] {bytes.length}, pick, false, rows);
      Memory.free(copy);
      return;
    }
    byte[] value = littleEndian(parse(text, field, path));
    long copy = Memory.allocate(LARGEST_VALUE);
    Memory.copyFrom(value, 0, copy, LARGEST_VALUE);
    output.addFixed(copy, pick, false, rows);
    Memory.free(copy);
  }

  /** Returns the value as {@link ColumnRange} has bounds, or null if it has none of that type. */
  static @Nullable Object bound(String text, Field field, String path) {
    DataType type = field.type();
    if (type instanceof DataType.VarcharType) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (type instanceof DataType.DecimalType decimal) {
      return new BigDecimal(parse(text, field, path), decimal.scale());
    }
    boolean isLong =
        type instanceof DataType.IntegerType
            || type instanceof DataType.DateType
            || type instanceof DataType.TimestampType;
    return isLong ? parse(text, field, path).longValue() : null;
  }

  private static BigInteger parse(String text, Field field, String path) {
    try {
      return parse(text, field.type());
    } catch (NumberFormatException | ArithmeticException | DateTimeParseException e) {
      throw new QueryException(
          ErrorCode.INVALID_CAST,
          "Cannot read partition value as "
              + field.type().sqlName()
              + ": file="
              + path
              + ", column="
              + field.name()
              + ", value="
              + text,
          e);
    }
  }

  private static BigInteger parse(String text, DataType type) {
    if (type instanceof DataType.BooleanType) {
      return BigInteger.valueOf(Boolean.parseBoolean(text) ? 1 : 0);
    }
    if (type instanceof DataType.IntegerType integer) {
      BigInteger value = new BigInteger(text);
      if (value.bitLength() >= integer.bits()) {
        throw new NumberFormatException("out of range");
      }
      return value;
    }
    if (type instanceof DataType.DecimalType decimal) {
      return new BigDecimal(text).setScale(decimal.scale()).unscaledValue();
    }
    if (type instanceof DataType.DoubleType) {
      return BigInteger.valueOf(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }
    if (type instanceof DataType.FloatType) {
      return BigInteger.valueOf(Float.floatToRawIntBits(Float.parseFloat(text)));
    }
    if (type instanceof DataType.DateType) {
      return BigInteger.valueOf(LocalDate.parse(text).toEpochDay());
    }
    if (type instanceof DataType.TimestampType) {
      LocalDateTime value = LocalDateTime.parse(text.trim().replace(' ', 'T'));
      return BigInteger.valueOf(value.toEpochSecond(ZoneOffset.UTC))
          .multiply(BigInteger.valueOf(1_000_000))
          .add(BigInteger.valueOf(value.get(ChronoField.MICRO_OF_SECOND)));
    }
    throw new NumberFormatException("no such partition columns");
  }

  /** Returns the value in little-endian order, extended to 16 bytes. */
  private static byte[] littleEndian(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    byte[] result = new byte[LARGEST_VALUE];
    Arrays.fill(result, (byte) (value.signum() < 0 ? 0xff : 0));
    for (int i = 0; i < bigEndian.length; i++) {
      result[i] = bigEndian[bigEndian.length - 1 - i];
    }
    return result;
  }
}
