package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The value of a partition column in the forms that the scan needs. */
final class PartitionValue {
  private static final int LARGEST_VALUE = 16;

  private PartitionValue() {}

  /** Appends {@code rows} times a value that is not null. */
  static void append(Literal literal, int rows, ColumnOutput output) {
    Object value = Objects.requireNonNull(literal.value());
    int[] pick = new int[rows];
    if (output.width() == ColumnOutput.VARIABLE) {
      byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
      long copy = Memory.allocate(bytes.length + (long) DirectBuffer.PADDING);
      Memory.copyFrom(bytes, 0, copy, bytes.length);
      output.addBytes(copy, new int[1], new int[] {bytes.length}, pick, false, rows);
      Memory.free(copy);
      return;
    }
    byte[] bits = littleEndian(bits(value, literal.type()));
    long copy = Memory.allocate(LARGEST_VALUE);
    Memory.copyFrom(bits, 0, copy, LARGEST_VALUE);
    output.addFixed(copy, pick, false, rows);
    Memory.free(copy);
  }

  /** Returns the value as {@link ColumnRange} has bounds, or null if it has none of that type. */
  static @Nullable Object bound(Literal literal) {
    Object value = literal.value();
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return value instanceof Long || value instanceof BigDecimal ? value : null;
  }

  /** Returns the bits of the value as an integer. */
  private static BigInteger bits(Object value, DataType type) {
    if (value instanceof Boolean truth) {
      return truth ? BigInteger.ONE : BigInteger.ZERO;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.unscaledValue();
    }
    if (value instanceof Double number) {
      return BigInteger.valueOf(
          type instanceof DataType.FloatType
              ? Float.floatToRawIntBits(number.floatValue())
              : Double.doubleToRawLongBits(number));
    }
    return BigInteger.valueOf((Long) value);
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
