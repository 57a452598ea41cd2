package dev.quern.executor.formats.text;

import dev.quern.executor.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads numbers from bytes. An instance keeps the result of the last successful call, so that no
 * value is needed to mean failure. Not thread-safe.
 */
public final class NumberText {
  /** 10^0 .. 10^22: the powers of ten that a double holds exactly. */
  private static final double[] EXACT_POWERS = new double[23];

  /** 10^0 .. 10^18. */
  static final long[] POWERS = new long[19];

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ZEROS = 0x3030303030303030L;
  private static final int MAX_PLAIN_LENGTH = 17;
  private static final long MAX_EXACT_MANTISSA = 1L << 53;

  static {
    long power = 1;
    for (int i = 0; i < POWERS.length; i++, power *= 10) {
      POWERS[i] = power;
    }
    for (int i = 0; i < EXACT_POWERS.length; i++) {
      EXACT_POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private long low;
  private long high;
  private double number;

  /** Returns 10 to the power of 0 to 18. */
  public static long power(int exponent) {
    return POWERS[exponent];
  }

  /** Returns the integer, or the lower 64 bits of the unscaled decimal. */
  public long low() {
    return low;
  }

  /** Returns the upper 64 bits of the unscaled decimal. */
  public long high() {
    return high;
  }

  /** Returns the floating-point number. */
  public double number() {
    return number;
  }

  /**
   * Returns the value of eight bytes that are ASCII digits, the first in the lowest byte; -1 if one
   * is not a digit.
   */
  public static long eightDigits(long word) {
    long tens = word & 0xF0F0F0F0F0F0F0F0L;
    long carried = (word + 0x0606060606060606L) & 0xF0F0F0F0F0F0F0F0L;
    if ((tens | (carried >>> 4)) != 0x3333333333333333L) {
      return -1;
    }
    long digits = word - ZEROS;
    digits = digits * 10 + (digits >>> 8);
    long upper = (digits & 0x000000FF000000FFL) * 0x000F424000000064L;
    long lower = ((digits >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L;
    return (upper + lower) >>> 32;
  }

  /** Returns the number that {@code length} (1 to 16) digits make, or -1 if one is no digit. */
  public static long digits(long start, int length) {
    if (length <= Long.BYTES) {
      return upToEightDigits(start, length);
    }
    long upper = upToEightDigits(start, length - Long.BYTES);
    long lower = eightDigits(Memory.getLong(start + length - Long.BYTES));
    return (upper | lower) < 0 ? -1 : upper * 100_000_000 + lower;
  }

  /** Pushes the digits to the upper end of the word and fills the lower end with zeros. */
  private static long upToEightDigits(long start, int length) {
    return shortDigits(Memory.getLong(start) << (64 - 8 * length), length);
  }

  /**
   * Returns the digits of a plain decimal without sign as one number if it has exactly {@code
   * scale} places and at least one digit before the point; otherwise, or if it is longer than
   * {@value #MAX_PLAIN_LENGTH} bytes, -1.
   */
  public static long plainDecimal(long start, int length, int scale, char point) {
    int whole = length - scale - 1;
    if (whole < 1 || length > MAX_PLAIN_LENGTH || Memory.getByte(start + whole) != point) {
      return -1;
    }
    long upper = digits(start, whole);
    long lower = digits(start + whole + 1, scale);
    return (upper | lower) < 0 ? -1 : upper * POWERS[scale] + lower;
  }

  /**
   * Returns the unscaled value of a plain decimal without sign that has up to {@code scale} places
   * or no point at all; otherwise, or if it is longer than {@value #MAX_PLAIN_LENGTH} bytes, -1.
   */
  public static long plainUnscaled(long start, int length, int scale, char point) {
    long value = plainDecimal(start, length, scale, point);
    if (value >= 0 || length + scale > MAX_PLAIN_LENGTH) {
      return value;
    }
    int whole = Math.min(bytesBefore(point, start), length);
    int places = length - whole - 1;
    if (places < 0) {
      long digits = digits(start, length);
      return digits < 0 ? -1 : digits * POWERS[scale];
    }
    long unscaled = places == 0 || places > scale ? -1 : plainDecimal(start, length, places, point);
    return unscaled < 0 ? -1 : unscaled * POWERS[scale - places];
  }

  /**
   * Returns a plain decimal of 1 to 8 bytes without sign: its digits as one number times 16, plus
   * the number of places after the point; -1 for whatever else is there.
   */
  public static long shortDecimal(long start, int length, char point) {
    long word = Memory.getLong(start) << (64 - 8 * length);
    long xor = word ^ (point * ONES);
    // One bit in the byte of the point; the zeros below the text are no point.
    long mark = ((xor - ONES) & ~xor & HIGH_BITS) >>> 7;
    if (mark == 0) {
      return shortDigits(word, length) << 4;
    }
    if (length == 1 || (mark & (mark - 1)) != 0) {
      return -1;
    }
    int places = Long.numberOfLeadingZeros(mark) >>> 3;
    // The digits before the point move up by a byte, over it.
    long digits = ((word & (mark - 1)) << 8) | (word & -(mark << 8));
    return shortDigits(digits, length - 1) << 4 | places;
  }

  /** Returns the number made of the digits at the upper end of the word, or -1. */
  private static long shortDigits(long word, int count) {
    return eightDigits(word | (ZEROS >>> 1 >>> (8 * count - 1)));
  }

  /** Returns {@code shortDecimal} as a floating-point number. */
  public static double shortDouble(long decimal) {
    return (decimal >>> 4) / EXACT_POWERS[(int) decimal & 0xF];
  }

  /** Returns {@code shortDecimal} with {@code scale} places, or -1 if it has more. */
  public static long shortUnscaled(long decimal, int scale) {
    int missing = scale - ((int) decimal & 0xF);
    return decimal < 0 || missing < 0 ? -1 : (decimal >>> 4) * POWERS[missing];
  }

  /** Returns how many of the first eight bytes come before the first {@code point}. */
  public static int bytesBefore(char point, long start) {
    long xor = Memory.getLong(start) ^ (point * ONES);
    long found = (xor - ONES) & ~xor & HIGH_BITS;
    return Long.numberOfTrailingZeros(found) >>> 3;
  }

  /** Reads an integer with an optional sign. */
  public boolean readLong(long start, long end) {
    return readDecimal(start, end, 0, '.') && high == low >> 63 && !hadPoint;
  }

  private boolean hadPoint;

  /**
   * Reads a decimal: sign, digits, point, digits, exponent. Digits beyond {@code scale} are rounded
   * half away from zero. The unscaled value must fit 127 bits.
   */
  public boolean readDecimal(long start, long end, int scale, char point) {
    long address = start;
    boolean isNegative = address < end && Memory.getByte(address) == '-';
    if (isNegative || (address < end && Memory.getByte(address) == '+')) {
      address++;
    }
    low = 0;
    high = 0;
    hadPoint = false;
    int digits = 0;
    int fraction = 0;
    boolean roundUp = false;
    for (; address < end; address++) {
      int digit = Memory.getByte(address) - '0';
      if (digit == point - '0' && !hadPoint) {
        hadPoint = true;
        continue;
      }
      if (digit == 'e' - '0' || digit == 'E' - '0') {
        return digits > 0 && readScientific(start, end, scale, point);
      }
      if (digit < 0 || digit > 9) {
        return false;
      }
      digits++;
      if (hadPoint && fraction == scale) {
        continue;
      }
      if (hadPoint) {
        fraction++;
        if (fraction == scale && address + 1 < end) {
          roundUp = Memory.getByte(address + 1) >= '5';
        }
      }
      if (!appendDigit(digit)) {
        return false;
      }
    }
    if (scale == 0 && hadPoint) {
      roundUp = firstFractionDigitRoundsUp(start, end, point);
    }
    return digits > 0 && finish(scale - fraction, roundUp, isNegative);
  }

  private static boolean firstFractionDigitRoundsUp(long start, long end, char point) {
    for (long address = start; address + 1 < end; address++) {
      if (Memory.getByte(address) == point) {
        return Memory.getByte(address + 1) >= '5';
      }
    }
    return false;
  }

  private boolean finish(int missingZeros, boolean roundUp, boolean isNegative) {
    for (int i = 0; i < missingZeros; i++) {
      if (!appendDigit(0)) {
        return false;
      }
    }
    if (roundUp && ++low == 0) {
      high++;
    }
    if (isNegative) {
      low = -low;
      high = ~high + (low == 0 ? 1 : 0);
    }
    return true;
  }

  /** Multiplies by ten and adds; false if the result needs more than 127 bits. */
  private boolean appendDigit(int digit) {
    if (high == 0 && low >= 0 && low < Long.MAX_VALUE / 10) {
      low = low * 10 + digit;
      return true;
    }
    if (high >= Long.MAX_VALUE / 10) {
      return false;
    }
    long product = low * 10;
    long carry = Math.multiplyHigh(low, 10L) + (low < 0 ? 10 : 0);
    low = product + digit;
    high = high * 10 + carry + (Long.compareUnsigned(low, product) < 0 ? 1 : 0);
    return true;
  }

  private boolean readScientific(long start, long end, int scale, char point) {
    java.math.BigDecimal value;
    try {
      value = new java.math.BigDecimal(text(start, end).replace(point, '.'));
      if (Math.abs((long) value.precision() - value.scale()) > 60) {
        return false;
      }
    } catch (NumberFormatException e) {
      return false;
    }
    java.math.BigInteger unscaled =
        value.setScale(scale, java.math.RoundingMode.HALF_UP).unscaledValue();
    if (unscaled.bitLength() > 127) {
      return false;
    }
    low = unscaled.longValue();
    high = unscaled.shiftRight(64).longValue();
    hadPoint = true;
    return true;
  }

  /**
   * Reads a floating-point number. A number of up to 53 bits with an exponent of ten up to 22 takes
   * one exact division or multiplication; the rest goes to the JDK's parser.
   */
  public boolean readDouble(long start, long end, char point) {
    boolean isNegative = end > start && Memory.getByte(start) == '-';
    long first = isNegative ? start + 1 : start;
    int length = (int) Math.min(end - first, MAX_PLAIN_LENGTH + 1);
    if (length < 1 || length > MAX_PLAIN_LENGTH) {
      return end > first && readLongDouble(start, end, point);
    }
    int whole = Math.min(bytesBefore(point, first), length);
    boolean hasPoint = whole < length && Memory.getByte(first + whole) == point;
    int fraction = hasPoint ? length - whole - 1 : 0;
    long mantissa = -1;
    if (fraction > 0) {
      mantissa = plainDecimal(first, length, fraction, point);
    } else if (!hasPoint && length <= 2 * Long.BYTES) {
      mantissa = digits(first, length);
    }
    if (mantissa < 0 || mantissa > MAX_EXACT_MANTISSA) {
      return readLongDouble(start, end, point);
    }
    double value = mantissa / EXACT_POWERS[fraction];
    number = isNegative ? -value : value;
    return true;
  }

  /** Reads digit by digit what does not have up to nine digits on either side of the point. */
  private boolean readLongDouble(long start, long end, char point) {
    boolean isNegative = Memory.getByte(start) == '-';
    long mantissa = 0;
    int digits = 0;
    int fraction = 0;
    boolean sawPoint = false;
    for (long address = isNegative ? start + 1 : start; address < end; address++) {
      int next = Memory.getByte(address);
      int digit = next - '0';
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digits++;
        fraction += sawPoint ? 1 : 0;
      } else if (next == point && !sawPoint) {
        sawPoint = true;
      } else {
        return readHardDouble(start, end, point);
      }
      if (mantissa > MAX_EXACT_MANTISSA || fraction > 22) {
        return readHardDouble(start, end, point);
      }
    }
    double value = mantissa / EXACT_POWERS[fraction];
    number = isNegative ? -value : value;
    return digits > 0;
  }

  private boolean readHardDouble(long start, long end, char point) {
    if (end - start > 1000) {
      return false;
    }
    String text = text(start, end).toLowerCase(Locale.ROOT);
    switch (text) {
      case "nan":
        number = Double.NaN;
        return true;
      case "inf":
      case "+inf":
      case "infinity":
      case "+infinity":
        number = Double.POSITIVE_INFINITY;
        return true;
      case "-inf":
      case "-infinity":
        number = Double.NEGATIVE_INFINITY;
        return true;
      default:
        return parseHardDouble(text, point);
    }
  }

  private boolean parseHardDouble(String text, char point) {
    if (!isScientific(text, point)) {
      return false;
    }
    number = Double.parseDouble(text.replace(point, '.'));
    return !Double.isInfinite(number);
  }

  /** Returns whether the text is sign, digits, point, digits, exponent. */
  private static boolean isScientific(String text, char point) {
    int whole = afterDigits(text, afterSign(text, 0));
    boolean hasPoint = whole < text.length() && text.charAt(whole) == point;
    int mantissa = hasPoint ? afterDigits(text, whole + 1) : whole;
    int digits = mantissa - afterSign(text, 0) - (hasPoint ? 1 : 0);
    if (digits == 0 || mantissa == text.length()) {
      return digits > 0;
    }
    int exponent = afterSign(text, mantissa + 1);
    return text.charAt(mantissa) == 'e'
        && exponent < text.length()
        && afterDigits(text, exponent) == text.length();
  }

  private static int afterSign(String text, int from) {
    boolean isSign = from < text.length() && (text.charAt(from) == '-' || text.charAt(from) == '+');
    return isSign ? from + 1 : from;
  }

  private static int afterDigits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** Returns {@code mantissa / 10^fraction} correctly rounded, for mantissas up to 2^53. */
  public static double scaled(long mantissa, int fraction) {
    return mantissa / EXACT_POWERS[fraction];
  }

  private static String text(long start, long end) {
    byte[] bytes = new byte[(int) (end - start)];
    Memory.copyTo(start, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
