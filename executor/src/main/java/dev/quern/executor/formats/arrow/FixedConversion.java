package dev.quern.executor.formats.arrow;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.DataType;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Values of fixed width as they stand in a file, and as the engine has them.
 *
 * @param sourceBytes width in the file
 * @param targetBytes width in the engine
 * @param isSigned whether the file's integers have a sign
 * @param factor to multiply by
 * @param divisor to divide by, rounding down
 */
record FixedConversion(
    Kind kind, int sourceBytes, int targetBytes, boolean isSigned, long factor, long divisor) {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MILLIS_PER_DAY = 86_400_000;

  /** What is to be done. */
  enum Kind {
    SAME,
    INTEGER,
    HALF_FLOAT,
    /** 128 bits to 64. */
    SHORT_DECIMAL,
    /** 64 bits without sign to 128. */
    UNSIGNED_LONG
  }

  boolean isSame() {
    return kind == Kind.SAME;
  }

  static FixedConversion of(ArrowType type, DataType target) {
    if (type instanceof ArrowType.Int integer) {
      int bytes = integer.getBitWidth() / 8;
      if (integer.getIsSigned()) {
        return same(bytes);
      }
      return bytes == 8
          ? new FixedConversion(Kind.UNSIGNED_LONG, 8, 16, false, 1, 1)
          : new FixedConversion(Kind.INTEGER, bytes, bytes * 2, false, 1, 1);
    }
    if (type instanceof ArrowType.FloatingPoint floating) {
      if (floating.getPrecision() == FloatingPointPrecision.HALF) {
        return new FixedConversion(Kind.HALF_FLOAT, 2, 4, true, 1, 1);
      }
      return same(floating.getPrecision() == FloatingPointPrecision.SINGLE ? 4 : 8);
    }
    if (type instanceof ArrowType.Decimal) {
      boolean isShort = target instanceof DataType.DecimalType decimal && decimal.isShort();
      return isShort ? new FixedConversion(Kind.SHORT_DECIMAL, 16, 8, true, 1, 1) : same(16);
    }
    if (type instanceof ArrowType.Date date) {
      return date.getUnit() == DateUnit.DAY
          ? same(4)
          : new FixedConversion(Kind.INTEGER, 8, 4, true, 1, MILLIS_PER_DAY);
    }
    if (type instanceof ArrowType.Time time) {
      return micros(time.getUnit(), time.getBitWidth() / 8);
    }
    if (type instanceof ArrowType.Timestamp timestamp) {
      return micros(timestamp.getUnit(), 8);
    }
    if (type instanceof ArrowType.Duration duration) {
      return micros(duration.getUnit(), 8);
    }
    if (type instanceof ArrowType.Interval) {
      return same(4);
    }
    throw new IllegalStateException("not a type of fixed width: " + type);
  }

  private static FixedConversion same(int bytes) {
    return new FixedConversion(Kind.SAME, bytes, bytes, true, 1, 1);
  }

  private static FixedConversion micros(TimeUnit unit, int bytes) {
    switch (unit) {
      case SECOND:
        return new FixedConversion(Kind.INTEGER, bytes, 8, true, MICROS_PER_SECOND, 1);
      case MILLISECOND:
        return new FixedConversion(Kind.INTEGER, bytes, 8, true, 1000, 1);
      case MICROSECOND:
        return same(8);
      case NANOSECOND:
        return new FixedConversion(Kind.INTEGER, bytes, 8, true, 1, 1000);
    }
    throw new IllegalStateException("no such unit: " + unit);
  }

  /**
   * Converts {@code count} values.
   *
   * @param validity bit set = value present
   * @return false if one that is present does not fit
   */
  boolean convert(long source, long validity, long target, int count) {
    boolean fits = true;
    for (int i = 0; i < count; i++) {
      boolean isPresent = (Memory.getByte(validity + (i >>> 3)) >>> (i & 7) & 1) != 0;
      fits &= !isPresent || convertOne(source, target, i);
    }
    return fits;
  }

  private boolean convertOne(long source, long target, int i) {
    long from = source + (long) i * sourceBytes;
    long to = target + (long) i * targetBytes;
    switch (kind) {
      case HALF_FLOAT:
        Memory.putFloat(to, Float16.toFloat(Memory.getShort(from)));
        return true;
      case SHORT_DECIMAL:
        Memory.putLong(to, Memory.getLong(from));
        return Memory.getLong(from + 8) == Memory.getLong(from) >> 63;
      case UNSIGNED_LONG:
        Memory.putLong(to, Memory.getLong(from));
        Memory.putLong(to + 8, 0);
        return true;
      case INTEGER:
      case SAME:
        break;
    }
    long value = integer(from, sourceBytes, isSigned);
    long high = Math.multiplyHigh(value, factor);
    long result = Math.floorDiv(value * factor, divisor);
    put(to, result);
    int unusedBits = 64 - 8 * targetBytes;
    boolean hasOverflown = high != ((value * factor) >> 63);
    return !hasOverflown && ((result << unusedBits) >> unusedBits) == result;
  }

  private void put(long address, long value) {
    switch (targetBytes) {
      case 2:
        Memory.putShort(address, (short) value);
        return;
      case 4:
        Memory.putInt(address, (int) value);
        return;
      default:
        Memory.putLong(address, value);
    }
  }

  /** Reads an integer of 1, 2, 4 or 8 bytes. */
  static long integer(long address, int bytes, boolean isSigned) {
    switch (bytes) {
      case 1:
        return isSigned ? Memory.getByte(address) : Memory.getByte(address) & 0xFF;
      case 2:
        return isSigned ? Memory.getShort(address) : Memory.getShort(address) & 0xFFFF;
      case 4:
        return isSigned ? Memory.getInt(address) : Memory.getInt(address) & 0xFFFF_FFFFL;
      default:
        return Memory.getLong(address);
    }
  }
}
