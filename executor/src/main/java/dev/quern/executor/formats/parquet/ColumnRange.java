package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.parquet.LeafColumn.Annotation;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * What statistics tell of the values of a column in some rows. Bounds are Long (integers, dates,
 * times in microseconds), BigDecimal, Double or byte[] (strings and binaries, maybe cut); null =
 * unknown.
 *
 * @param min no value is smaller
 * @param max no value is larger
 * @param mayBeNull whether there may be a null
 * @param isAllNull whether there is surely no value
 */
record ColumnRange(
    @Nullable Object min, @Nullable Object max, boolean mayBeNull, boolean isAllNull) {
  static final ColumnRange UNKNOWN = new ColumnRange(null, null, true, false);
  static final ColumnRange ALL_NULL = new ColumnRange(null, null, true, true);

  /** Returns the range of a row that holds {@code value} everywhere. */
  static ColumnRange ofConstant(@Nullable Object value) {
    return value == null ? UNKNOWN : new ColumnRange(value, value, false, false);
  }

  /**
   * Returns what a column chunk's or a page's statistics tell.
   *
   * @param rows number of rows that they are about, nulls included
   */
  static ColumnRange of(LeafColumn leaf, @Nullable Statistics statistics, long rows) {
    if (leaf.maxDefinition() == 0 && statistics == null) {
      return new ColumnRange(null, null, false, false);
    }
    if (statistics == null) {
      return UNKNOWN;
    }
    boolean mayBeNull =
        leaf.maxDefinition() > 0
            && !(statistics.isSetNull_count() && statistics.getNull_count() == 0);
    boolean isAllNull = statistics.isSetNull_count() && statistics.getNull_count() == rows;
    boolean hasNewBounds = statistics.isSetMin_value() || statistics.isSetMax_value();
    if (!hasNewBounds && !hasSignedOrder(leaf)) {
      return new ColumnRange(null, null, mayBeNull, isAllNull);
    }
    byte[] min = hasNewBounds ? statistics.getMin_value() : statistics.getMin();
    byte[] max = hasNewBounds ? statistics.getMax_value() : statistics.getMax();
    return new ColumnRange(decode(leaf, min), decode(leaf, max), mayBeNull, isAllNull);
  }

  /** The older bounds were compared as signed numbers whatever the type was. */
  private static boolean hasSignedOrder(LeafColumn leaf) {
    return switch (leaf.physical()) {
      case INT32, INT64, FLOAT, DOUBLE -> leaf.annotation() != Annotation.UNSIGNED;
      case BOOLEAN, INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> false;
    };
  }

  /** Returns whether {@code left} is less than, equal to or greater than {@code right}. */
  static int compare(Object left, Object right) {
    if (left instanceof byte[] bytes) {
      return Arrays.compareUnsigned(bytes, (byte[]) right);
    }
    if (left instanceof Double number) {
      double other = ((Number) right).doubleValue();
      return number < other ? -1 : number > other ? 1 : 0;
    }
    if (left instanceof Long number && right instanceof Long other) {
      return Long.compare(number, other);
    }
    return decimal(left).compareTo(decimal(right));
  }

  private static BigDecimal decimal(Object value) {
    return value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf((Long) value);
  }

  private static @Nullable Object decode(LeafColumn leaf, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (leaf.physical()) {
      case INT32 -> bytes.length == 4 ? ofInteger(leaf, intValue(leaf, buffer.getInt())) : null;
      case INT64 -> bytes.length == 8 ? ofInteger(leaf, buffer.getLong()) : null;
      case FLOAT -> bytes.length == 4 ? ofDouble(buffer.getFloat()) : null;
      case DOUBLE -> bytes.length == 8 ? ofDouble(buffer.getDouble()) : null;
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> ofBytes(leaf, bytes);
      case BOOLEAN, INT96 -> null;
    };
  }

  private static long intValue(LeafColumn leaf, int value) {
    return leaf.annotation() == Annotation.UNSIGNED ? Integer.toUnsignedLong(value) : value;
  }

  private static @Nullable Object ofInteger(LeafColumn leaf, long value) {
    if (leaf.type() instanceof DataType.DecimalType decimal) {
      boolean isUnsigned = leaf.annotation() == Annotation.UNSIGNED;
      return isUnsigned
          ? new BigDecimal(new BigInteger(Long.toUnsignedString(value)))
          : BigDecimal.valueOf(value, decimal.scale());
    }
    return switch (leaf.annotation()) {
      case MILLIS -> Math.abs(value) < Long.MAX_VALUE / 1000 ? (Object) (value * 1000) : null;
      case NANOS -> Math.floorDiv(value, 1000L);
      default -> value;
    };
  }

  private static @Nullable Object ofDouble(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static @Nullable Object ofBytes(LeafColumn leaf, byte[] bytes) {
    if (leaf.type() instanceof DataType.DecimalType decimal) {
      return bytes.length == 0 ? null : new BigDecimal(new BigInteger(bytes), decimal.scale());
    }
    boolean isPlain =
        leaf.annotation() == Annotation.NONE
            && (leaf.physical() == Type.BYTE_ARRAY || bytes.length == leaf.typeLength());
    return isPlain ? bytes : null;
  }
}
