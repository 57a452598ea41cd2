package dev.quern.executor.formats.text;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.DataType;

/**
 * Reads texts as values of one type, the same as CSV does with its default options. Sixteen bytes
 * behind each text must be readable.
 */
public final class ValueReader {
  private interface Rule {
    boolean read(long start, long end, ColumnBuffer target, int row);
  }

  private static final int MAX_PLAIN_DIGITS = 16;

  private final String expected;
  private final Rule rule;

  private ValueReader(String expected, Rule rule) {
    this.expected = expected;
    this.rule = rule;
  }

  /** Returns the reader of a type; types that no text stands for have one that reads nothing. */
  public static ValueReader of(DataType type) {
    if (type instanceof DataType.VarcharType) {
      return new ValueReader("not UTF-8", ValueReader::readText);
    }
    if (type instanceof DataType.IntegerType integer) {
      return integer(integer);
    }
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.isShort() ? shortDecimal(decimal) : wideDecimal(decimal);
    }
    if (type instanceof DataType.DoubleType || type instanceof DataType.FloatType) {
      return floating(type instanceof DataType.FloatType);
    }
    if (type instanceof DataType.BooleanType) {
      return new ValueReader("not true or false", ValueReader::readBoolean);
    }
    if (type instanceof DataType.VarbinaryType) {
      return new ValueReader("not bytes such as \\x00ff", ValueReader::readBytes);
    }
    return temporal(type);
  }

  private static ValueReader temporal(DataType type) {
    if (type instanceof DataType.DateType) {
      return new ValueReader(
          "not a date such as 2001-12-31",
          (start, end, target, row) -> {
            long days = DateText.readDate(start, end);
            Memory.putInt(target.values() + 4L * row, (int) days);
            return days != DateText.INVALID;
          });
    }
    if (type instanceof DataType.TimestampType) {
      return micros("not a timestamp such as 2001-12-31 23:59:59", DateText::readTimestamp);
    }
    if (type instanceof DataType.TimeType) {
      return micros("not a time such as 23:59:59", DateText::readTime);
    }
    if (type instanceof DataType.TimestampWithTimeZoneType) {
      return micros(
          "not a timestamp with zone such as 2001-12-31T23:59:59Z",
          (start, end) -> {
            long micros = DateText.readInstant(start, end);
            return micros == DateText.INVALID ? DateText.readTimestamp(start, end) : micros;
          });
    }
    return new ValueReader("a type that no text stands for", (start, end, target, row) -> false);
  }

  /** Returns what is wrong with a text that was not read. */
  public String problem() {
    return expected;
  }

  /**
   * Writes the value to {@code row} of the column.
   *
   * @return false if the text is no such value; what stands in the row then is undefined
   */
  public boolean read(long start, long end, ColumnBuffer target, int row) {
    return rule.read(start, end, target, row);
  }

  /** Makes a row null. */
  public static void putNull(ColumnBuffer target, int row) {
    target.setNull(row);
    if (target.isText()) {
      target.setTextEnd(row, target.textStart(row));
    }
  }

  private interface MicrosRule {
    long read(long start, long end);
  }

  private static ValueReader micros(String expected, MicrosRule rule) {
    return new ValueReader(
        expected,
        (start, end, target, row) -> {
          long micros = rule.read(start, end);
          Memory.putLong(target.values() + 8L * row, micros);
          return micros != DateText.INVALID;
        });
  }

  private static ValueReader integer(DataType.IntegerType type) {
    NumberText number = new NumberText();
    int bits = type.bits();
    return new ValueReader(
        "not an integer, or out of the range of " + type.sqlName(),
        (start, end, target, row) -> {
          long value = end - start <= MAX_PLAIN_DIGITS ? digits(start, end) : -1;
          if (value < 0) {
            if (!number.readLong(start, end)) {
              return false;
            }
            value = number.low();
          }
          if (((value << (64 - bits)) >> (64 - bits)) != value) {
            return false;
          }
          putInteger(target.values(), row, bits, value);
          return true;
        });
  }

  private static long digits(long start, long end) {
    return end > start ? NumberText.digits(start, (int) (end - start)) : -1;
  }

  private static void putInteger(long values, int row, int bits, long value) {
    switch (bits) {
      case 64:
        Memory.putLong(values + 8L * row, value);
        return;
      case 32:
        Memory.putInt(values + 4L * row, (int) value);
        return;
      case 16:
        Memory.putShort(values + 2L * row, (short) value);
        return;
      default:
        Memory.putByte(values + row, (byte) value);
    }
  }

  private static ValueReader shortDecimal(DataType.DecimalType type) {
    NumberText number = new NumberText();
    int scale = type.scale();
    long most = NumberText.power(type.precision()) - 1;
    return new ValueReader(
        "not a number, or out of the range of " + type.sqlName(),
        (start, end, target, row) -> {
          if (!number.readDecimal(start, end, scale, '.') || number.high() != number.low() >> 63) {
            return false;
          }
          Memory.putLong(target.values() + 8L * row, number.low());
          return Math.abs(number.low()) <= most;
        });
  }

  private static ValueReader wideDecimal(DataType.DecimalType type) {
    NumberText number = new NumberText();
    WideLimit limit = WideLimit.ofPrecision(type.precision());
    int scale = type.scale();
    return new ValueReader(
        "not a number, or out of the range of " + type.sqlName(),
        (start, end, target, row) -> {
          boolean fits =
              number.readDecimal(start, end, scale, '.')
                  && limit.holds(number.high(), number.low());
          Memory.putLong(target.values() + 16L * row, number.low());
          Memory.putLong(target.values() + 16L * row + 8, number.high());
          return fits;
        });
  }

  private static ValueReader floating(boolean isSingle) {
    NumberText number = new NumberText();
    return new ValueReader(
        "not a number",
        (start, end, target, row) -> {
          if (!number.readDouble(start, end, '.')) {
            return false;
          }
          if (isSingle) {
            float value = toFloat(number.number(), start, end);
            Memory.putFloat(target.values() + 4L * row, value);
          } else {
            Memory.putDouble(target.values() + 8L * row, number.number());
          }
          return true;
        });
  }

  /**
   * Rounds from the text if the double lies halfway between two floats: it may have been rounded to
   * there, and rounding it again would go the wrong way. Any other double rounds as its text would.
   */
  private static float toFloat(double value, long start, long end) {
    boolean isHalfway = (Double.doubleToRawLongBits(value) & 0x1FFFFFFFL) == 0x10000000L;
    boolean isTiny = Math.abs(value) < Float.MIN_NORMAL && value != 0;
    return isHalfway || isTiny ? Float.parseFloat(ascii(start, end)) : (float) value;
  }

  private static String ascii(long start, long end) {
    byte[] bytes = new byte[(int) (end - start)];
    Memory.copyTo(start, bytes, 0, bytes.length);
    return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static boolean readText(long start, long end, ColumnBuffer target, int row) {
    int from = target.textStart(row);
    long length = end - start;
    // Whole words are copied; the surplus bytes are overwritten by the next text.
    target.ensureText(from + length + Long.BYTES);
    long to = target.values() + from;
    if (length <= 32) {
      for (long done = 0; done < length; done += Long.BYTES) {
        Memory.putLong(to + done, Memory.getLong(start + done));
      }
    } else {
      Memory.copy(start, to, length);
    }
    target.setTextEnd(row, Math.toIntExact(from + length));
    return Utf8.isValid(start, end);
  }

  private static boolean readBoolean(long start, long end, ColumnBuffer target, int row) {
    String text = end - start > 5 ? "" : ascii(start, end).toLowerCase(java.util.Locale.ROOT);
    boolean isTrue = text.equals("true");
    target.setBit(row, isTrue);
    return isTrue || text.equals("false");
  }

  private static boolean readBytes(long start, long end, ColumnBuffer target, int row) {
    long count = (end - start - 2) / 2;
    boolean hasPrefix =
        end - start >= 2 && Memory.getByte(start) == '\\' && Memory.getByte(start + 1) == 'x';
    if (!hasPrefix || (end - start) % 2 != 0) {
      return false;
    }
    int from = target.textStart(row);
    target.ensureText(from + count);
    for (long i = 0; i < count; i++) {
      int high = Character.digit(Memory.getByte(start + 2 + 2 * i), 16);
      int low = Character.digit(Memory.getByte(start + 3 + 2 * i), 16);
      if (high < 0 || low < 0) {
        return false;
      }
      Memory.putByte(target.values() + from + i, (byte) (high << 4 | low));
    }
    target.setTextEnd(row, Math.toIntExact(from + count));
    return true;
  }
}
