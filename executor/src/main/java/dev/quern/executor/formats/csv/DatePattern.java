package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.memory.Memory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A date or timestamp format of {@code %Y %y %m %d %b %B %H %I %M %S %f %p} and literal characters,
 * as in strptime. Not thread-safe: it keeps its place while it reads.
 */
final class DatePattern {
  private static final String DIRECTIVES = "YymdbBHIMSfp";
  private static final String[] MONTHS = {
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december"
  };

  private final String pattern;
  private long address;
  private long end;
  private long year;
  private long month;
  private long day;
  private long hour;
  private long minute;
  private long second;
  private long micros;
  private int halfDay;

  private DatePattern(String pattern) {
    this.pattern = pattern;
  }

  /** Returns the pattern that an option sets, or null. */
  static @Nullable DatePattern of(CsvOptions options, CsvOption option) {
    String pattern = options.pattern(option);
    return pattern == null ? null : new DatePattern(pattern);
  }

  /** Throws INVALID_OPTION if the option is set and not a pattern. */
  static void check(CsvOptions options, CsvOption option) {
    String pattern = options.pattern(option);
    if (pattern == null) {
      return;
    }
    boolean isPattern = pattern.indexOf('%') >= 0;
    for (int i = pattern.indexOf('%'); i >= 0 && isPattern; i = pattern.indexOf('%', i + 2)) {
      isPattern = i + 1 < pattern.length() && DIRECTIVES.indexOf(pattern.charAt(i + 1)) >= 0;
    }
    if (!isPattern) {
      throw options.bad(
          option, "a pattern of %Y %y %m %d %b %B %H %I %M %S %f %p such as %d.%m.%Y");
    }
  }

  /** Returns days since 1970-01-01, or {@link DateText#INVALID}. */
  long readDate(long from, long to) {
    return matches(from, to) ? DateText.days(year, month, day) : DateText.INVALID;
  }

  /** Returns microseconds since 1970-01-01T00:00, or {@link DateText#INVALID}. */
  long readTimestamp(long from, long to) {
    long days = readDate(from, to);
    if (days == DateText.INVALID || hour > 23 || minute > 59 || second > 59) {
      return DateText.INVALID;
    }
    long seconds = (hour * 60 + minute) * 60 + second;
    return days * DateText.MICROS_PER_DAY + seconds * DateText.MICROS_PER_SECOND + micros;
  }

  private boolean matches(long from, long to) {
    address = from;
    end = to;
    year = 1970;
    month = 1;
    day = 1;
    hour = 0;
    minute = 0;
    second = 0;
    micros = 0;
    halfDay = -1;
    for (int i = 0; i < pattern.length(); i++) {
      char next = pattern.charAt(i);
      boolean matched = next == '%' ? directive(pattern.charAt(++i)) : literal(next);
      if (!matched) {
        return false;
      }
    }
    if (halfDay >= 0) {
      if (hour < 1 || hour > 12) {
        return false;
      }
      hour = hour % 12 + 12L * halfDay;
    }
    return address == end;
  }

  private boolean literal(char expected) {
    return address < end && Memory.getByte(address++) == expected;
  }

  private boolean directive(char kind) {
    switch (kind) {
      case 'Y':
        return (year = number(4)) >= 0;
      case 'y':
        year = number(2);
        year += year < 69 ? 2000 : 1900;
        return year >= 1900;
      case 'm':
        return (month = number(2)) >= 0;
      case 'd':
        return (day = number(2)) >= 0;
      case 'b':
        return monthName(true);
      case 'B':
        return monthName(false);
      case 'H':
      case 'I':
        return (hour = number(2)) >= 0;
      case 'M':
        return (minute = number(2)) >= 0;
      case 'S':
        return (second = number(2)) >= 0;
      case 'f':
        return fraction();
      default:
        return halfDay();
    }
  }

  private long number(int most) {
    long start = address;
    long value = 0;
    while (address < end && address - start < most && isDigit(Memory.getByte(address))) {
      value = value * 10 + (Memory.getByte(address++) - (long) '0');
    }
    return address == start ? Integer.MIN_VALUE : value;
  }

  private boolean fraction() {
    long start = address;
    micros = number(6);
    for (long digits = address - start; digits < 6; digits++) {
      micros *= 10;
    }
    while (address < end && isDigit(Memory.getByte(address))) {
      address++;
    }
    return address > start;
  }

  private boolean halfDay() {
    String text = letters(2);
    halfDay = text.equals("pm") ? 1 : 0;
    return text.equals("am") || text.equals("pm");
  }

  private boolean monthName(boolean isShort) {
    String text = letters(isShort ? 3 : 9);
    for (int i = 0; i < MONTHS.length; i++) {
      if (text.equals(isShort ? MONTHS[i].substring(0, 3) : MONTHS[i])) {
        month = i + 1L;
        return true;
      }
    }
    return false;
  }

  private String letters(int most) {
    StringBuilder text = new StringBuilder();
    while (address < end && text.length() < most && Character.isLetter(Memory.getByte(address))) {
      text.append((char) Memory.getByte(address++));
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }
}
