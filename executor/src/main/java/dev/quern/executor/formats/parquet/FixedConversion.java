package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.DataType;
import java.util.Optional;
import org.apache.parquet.format.Type;

/** Turns physical values of fixed length into the values that vectors hold. */
interface FixedConversion {
  /** Converts {@code count} values; source and target do not overlap. */
  void convert(long source, long target, int count);

  /** The conversion that changes nothing; callers leave it out. */
  FixedConversion NONE =
      (source, target, count) -> {
        throw new IllegalStateException("nothing to convert");
      };

  /** Returns how values of {@code leaf} become values of {@code type}; empty if they cannot. */
  static Optional<FixedConversion> find(LeafColumn leaf, DataType type) {
    if (leaf.physical() == Type.INT32) {
      return fromInt(leaf, type);
    }
    if (leaf.physical() == Type.INT64) {
      return fromLong(leaf, type);
    }
    if (leaf.annotation() == LeafColumn.Annotation.DECIMAL) {
      return fromBigEndian(leaf, type);
    }
    boolean isDouble = type instanceof DataType.DoubleType;
    if (leaf.physical() == Type.FLOAT && isDouble) {
      return Optional.of(FixedConversion::floatToDouble);
    }
    if (leaf.annotation() == LeafColumn.Annotation.FLOAT16 && type instanceof DataType.FloatType) {
      return Optional.of(FixedConversion::halfToFloat);
    }
    if (leaf.physical() == Type.INT96 && type instanceof DataType.TimestampType) {
      return Optional.of(FixedConversion::int96ToMicros);
    }
    return leaf.type().equals(type) ? Optional.of(NONE) : Optional.empty();
  }

  private static Optional<FixedConversion> fromInt(LeafColumn leaf, DataType type) {
    if (leaf.type() instanceof DataType.IntegerType from) {
      return type instanceof DataType.IntegerType to
          ? intToInteger(leaf, from, to)
          : Optional.empty();
    }
    if (leaf.annotation() == LeafColumn.Annotation.DECIMAL) {
      return isSameScale(leaf.type(), type)
          ? Optional.of(
              ((DataType.DecimalType) type).isShort()
                  ? FixedConversion::intToLong
                  : FixedConversion::intToWide)
          : Optional.empty();
    }
    if (!leaf.type().equals(type)) {
      return Optional.empty();
    }
    return Optional.of(
        leaf.annotation() == LeafColumn.Annotation.MILLIS
            ? FixedConversion::intMillisToMicros
            : NONE);
  }

  private static Optional<FixedConversion> intToInteger(
      LeafColumn leaf, DataType.IntegerType from, DataType.IntegerType to) {
    if (to.bits() < from.bits()) {
      return Optional.empty();
    }
    boolean isUnsigned = leaf.annotation() == LeafColumn.Annotation.UNSIGNED;
    return switch (to.bits()) {
      case 8 -> Optional.of(FixedConversion::intToByte);
      case 16 -> Optional.of(FixedConversion::intToShort);
      case 32 -> Optional.of(NONE);
      default ->
          Optional.of(isUnsigned ? FixedConversion::unsignedToLong : FixedConversion::intToLong);
    };
  }

  private static Optional<FixedConversion> fromLong(LeafColumn leaf, DataType type) {
    if (leaf.annotation() == LeafColumn.Annotation.UNSIGNED) {
      return leaf.type().equals(type)
          ? Optional.of(FixedConversion::unsignedToWide)
          : Optional.empty();
    }
    if (leaf.annotation() == LeafColumn.Annotation.DECIMAL) {
      return isSameScale(leaf.type(), type)
          ? Optional.of(
              ((DataType.DecimalType) type).isShort() ? NONE : FixedConversion::longToWide)
          : Optional.empty();
    }
    if (!leaf.type().equals(type) && !(isTimestamp(leaf.type()) && isTimestamp(type))) {
      return Optional.empty();
    }
    return switch (leaf.annotation()) {
      case MILLIS -> Optional.of(FixedConversion::millisToMicros);
      case NANOS -> Optional.of(FixedConversion::nanosToMicros);
      default -> Optional.of(NONE);
    };
  }

  private static Optional<FixedConversion> fromBigEndian(LeafColumn leaf, DataType type) {
    if (!isSameScale(leaf.type(), type)) {
      return Optional.empty();
    }
    int width = leaf.typeLength();
    if (((DataType.DecimalType) type).isShort()) {
      return Optional.of(
          (source, target, count) -> BigEndian.toLongs(source, width, target, count));
    }
    return Optional.of((source, target, count) -> BigEndian.toWides(source, width, target, count));
  }

  /** Returns whether both are decimals, and each value of {@code from} is one of {@code to}. */
  static boolean isSameScale(DataType from, DataType to) {
    return from instanceof DataType.DecimalType source
        && to instanceof DataType.DecimalType target
        && source.scale() == target.scale()
        && source.precision() <= target.precision();
  }

  private static boolean isTimestamp(DataType type) {
    return type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType;
  }

  private static void intToByte(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putByte(target + i, (byte) Memory.getInt(source + 4L * i));
    }
  }

  private static void intToShort(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putShort(target + 2L * i, (short) Memory.getInt(source + 4L * i));
    }
  }

  private static void intToLong(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putLong(target + 8L * i, Memory.getInt(source + 4L * i));
    }
  }

  private static void unsignedToLong(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putLong(target + 8L * i, Integer.toUnsignedLong(Memory.getInt(source + 4L * i)));
    }
  }

  private static void intToWide(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      int value = Memory.getInt(source + 4L * i);
      Memory.putLong(target + 16L * i, value);
      Memory.putLong(target + 16L * i + 8, value >> 31);
    }
  }

  private static void longToWide(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      long value = Memory.getLong(source + 8L * i);
      Memory.putLong(target + 16L * i, value);
      Memory.putLong(target + 16L * i + 8, value >> 63);
    }
  }

  private static void unsignedToWide(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putLong(target + 16L * i, Memory.getLong(source + 8L * i));
      Memory.putLong(target + 16L * i + 8, 0);
    }
  }

  private static void intMillisToMicros(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putLong(target + 8L * i, Memory.getInt(source + 4L * i) * 1000L);
    }
  }

  private static void millisToMicros(long source, long target, int count) {
    long limit = Long.MAX_VALUE / 1000;
    for (int i = 0; i < count; i++) {
      long millis = Memory.getLong(source + 8L * i);
      if (millis > limit || millis < -limit) {
        throw new CorruptDataException("time stamp out of range: " + millis + " milliseconds");
      }
      Memory.putLong(target + 8L * i, millis * 1000);
    }
  }

  private static void nanosToMicros(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putLong(target + 8L * i, Math.floorDiv(Memory.getLong(source + 8L * i), 1000L));
    }
  }

  private static void floatToDouble(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putDouble(target + 8L * i, Memory.getFloat(source + 4L * i));
    }
  }

  /** INT96: nanoseconds of the day in 8 bytes, then the Julian day number in 4. */
  private static void int96ToMicros(long source, long target, int count) {
    long julianDayOfEpoch = 2_440_588;
    long microsOfDay = 86_400_000_000L;
    for (int i = 0; i < count; i++) {
      long nanos = Memory.getLong(source + 12L * i);
      long day = Memory.getInt(source + 12L * i + 8) - julianDayOfEpoch;
      Memory.putLong(target + 8L * i, day * microsOfDay + Math.floorDiv(nanos, 1000L));
    }
  }

  private static void halfToFloat(long source, long target, int count) {
    for (int i = 0; i < count; i++) {
      Memory.putFloat(target + 4L * i, halfToFloat(Memory.getShort(source + 2L * i)));
    }
  }

  /** Returns the IEEE 754 binary16 number as a float: 1 bit sign, 5 exponent, 10 fraction. */
  static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 112) << 23 | fraction << 13);
  }
}
