package dev.quern.executor.formats.text;

import dev.quern.executor.memory.Memory;

/**
 * Reads dates and times in ISO form from bytes: {@code 2001-02-03}, {@code 2001/2/3}, {@code
 * 04:05[:06[.789]]}, both with a space or {@code T} between them. Results are physical values of
 * the engine; {@link #INVALID} marks what is none. Stateless.
 */
public final class DateText {
  /** Not a date, time or timestamp: far outside the range of each. */
  public static final long INVALID = Long.MIN_VALUE;

  public static final long MICROS_PER_SECOND = 1_000_000L;
  public static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;

  private static final int MICRO_DIGITS = 6;
  private static final int[] DAYS_IN_MONTH = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private static final long DASHES_MASK = 0xFF0000FF00000000L;
  private static final long DASHES = 0x2D00002D00000000L;
  private static final long COLONS_MASK = 0x0000FF0000FF0000L;
  private static final long COLONS = 0x00003A00003A0000L;
  private static final long TWO_ZEROS = 0x3030L;
  private static final int FIRST_PLAIN_YEAR = 1900;

  /** The first day of each month from 1900 to January 2100. */
  private static final int[] MONTH_STARTS = new int[200 * 12 + 1];

  static {
    for (int i = 0; i < MONTH_STARTS.length; i++) {
      MONTH_STARTS[i] = (int) days(FIRST_PLAIN_YEAR + i / 12, i % 12 + 1, 1);
    }
  }

  private DateText() {}

  /**
   * Returns days since 1970-01-01 of ten bytes {@code 2001-02-03} in the years 1900 to 2099; {@link
   * #INVALID} for whatever else is there.
   */
  public static long readPlainDate(long start) {
    long head = Memory.getLong(start);
    if ((head & DASHES_MASK) != DASHES) {
      return INVALID;
    }
    long month = (head >>> 40 & 0xFFFF) << 32;
    long day = Memory.getLong(start + 2) >>> 48 << 48;
    int date = (int) NumberText.eightDigits((head & 0xFFFFFFFFL) | month | day);
    int monthOfYear = date / 100 % 100 - 1;
    int monthIndex = (date / 10_000 - FIRST_PLAIN_YEAR) * 12 + monthOfYear;
    if (date < 0 || monthOfYear > 11 || monthOfYear < 0) {
      return INVALID;
    }
    if (monthIndex < 0 || monthIndex >= MONTH_STARTS.length - 1) {
      return INVALID;
    }
    int days = MONTH_STARTS[monthIndex] + date % 100 - 1;
    boolean isInMonth = days >= MONTH_STARTS[monthIndex] && days < MONTH_STARTS[monthIndex + 1];
    return isInMonth ? days : INVALID;
  }

  /**
   * Returns microseconds since 1970-01-01T00:00 of {@code 2001-02-03 04:05:06}, 19 bytes, as far as
   * {@link #readPlainDate} reads the date; {@link #INVALID} for whatever else is there.
   */
  public static long readPlainTimestamp(long start) {
    long days = readPlainDate(start);
    byte gap = Memory.getByte(start + 10);
    long time = Memory.getLong(start + 11);
    if (days == INVALID || (gap != ' ' && gap != 'T') || (time & COLONS_MASK) != COLONS) {
      return INVALID;
    }
    long minute = (time >>> 24 & 0xFFFF) << 32;
    long hour = (time & 0xFFFF) << 16;
    long digits = time >>> 48 << 48 | minute | hour | TWO_ZEROS;
    long clock = NumberText.eightDigits(digits);
    long seconds = (clock / 10_000 * 60 + clock / 100 % 100) * 60 + clock % 100;
    if (clock < 0 || clock / 10_000 > 23 || clock / 100 % 100 > 59 || clock % 100 > 59) {
      return INVALID;
    }
    return days * MICROS_PER_DAY + seconds * MICROS_PER_SECOND;
  }

  /** Returns days since 1970-01-01. */
  public static long readDate(long start, long end) {
    long monthStart = separator(start, end, 4, 6);
    if (monthStart == INVALID) {
      return INVALID;
    }
    long dayStart = separator(monthStart + 1, end, 1, 2);
    if (dayStart == INVALID || Memory.getByte(monthStart) != Memory.getByte(dayStart)) {
      return INVALID;
    }
    long year = number(start, monthStart);
    long month = number(monthStart + 1, dayStart);
    long day = end - dayStart <= 3 ? number(dayStart + 1, end) : INVALID;
    return days(year, month, day);
  }

  /** Returns microseconds since midnight. */
  public static long readTime(long start, long end) {
    if (end - start < 5 || Memory.getByte(start + 2) != ':') {
      return INVALID;
    }
    long hour = number(start, start + 2);
    long minute = number(start + 3, start + 5);
    long second = 0;
    long micros = 0;
    if (end - start > 5) {
      if (end - start < 8 || Memory.getByte(start + 5) != ':') {
        return INVALID;
      }
      second = number(start + 6, start + 8);
      micros = end - start > 8 ? fraction(start + 8, end) : 0;
    }
    boolean isTime = inRange(hour, 23) && inRange(minute, 59) && inRange(second, 59);
    if (!isTime || micros < 0) {
      return INVALID;
    }
    return ((hour * 60 + minute) * 60 + second) * MICROS_PER_SECOND + micros;
  }

  /** Returns microseconds since 1970-01-01T00:00; a date alone is its midnight. */
  public static long readTimestamp(long start, long end) {
    long gap = gap(start, end);
    long days = readDate(start, gap);
    if (days == INVALID) {
      return INVALID;
    }
    if (gap == end) {
      return days * MICROS_PER_DAY;
    }
    long time = readTime(gap + 1, end);
    return time == INVALID ? INVALID : days * MICROS_PER_DAY + time;
  }

  /**
   * Returns microseconds since 1970-01-01T00:00Z of a timestamp that ends in {@code Z} or an
   * offset; {@link #INVALID} without one.
   */
  public static long readInstant(long start, long end) {
    if (end - start > 1 && (Memory.getByte(end - 1) | 0x20) == 'z') {
      return readTimestamp(start, trimEnd(start, end - 1));
    }
    for (long address = end - 2; address > start + 10 && address >= end - 6; address--) {
      byte sign = Memory.getByte(address);
      if (sign == '+' || sign == '-') {
        long minutes = offsetMinutes(address + 1, end);
        long local = readTimestamp(start, trimEnd(start, address));
        if (minutes == INVALID || local == INVALID) {
          return INVALID;
        }
        return local - (sign == '-' ? -minutes : minutes) * 60 * MICROS_PER_SECOND;
      }
    }
    return INVALID;
  }

  /** Returns days since 1970-01-01 of a calendar date, {@link #INVALID} if there is no such day. */
  public static long days(long year, long month, long day) {
    if (year < 0 || month < 1 || month > 12 || day < 1) {
      return INVALID;
    }
    boolean isLeap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day > DAYS_IN_MONTH[(int) month - 1] || (month == 2 && day == 29 && !isLeap)) {
      return INVALID;
    }
    // Years that begin in March put the leap day last.
    long shifted = month > 2 ? year : year - 1;
    long era = Math.floorDiv(shifted, 400L);
    long yearOfEra = shifted - era * 400;
    long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
  }

  private static long offsetMinutes(long start, long end) {
    long hours = number(start, Math.min(start + 2, end));
    long rest = start + 2;
    if (rest < end && Memory.getByte(rest) == ':') {
      rest++;
    }
    long minutes = rest < end ? number(rest, end) : 0;
    return inRange(hours, 18) && inRange(minutes, 59) ? hours * 60 + minutes : INVALID;
  }

  private static long trimEnd(long start, long end) {
    long trimmed = end;
    while (trimmed > start && Memory.getByte(trimmed - 1) == ' ') {
      trimmed--;
    }
    return trimmed;
  }

  /** Returns where the time's separator is, or {@code end}. */
  private static long gap(long start, long end) {
    long address = Math.min(start + 8, end);
    while (address < end
        && Memory.getByte(address) != ' '
        && Memory.getByte(address) != 'T'
        && Memory.getByte(address) != 't') {
      address++;
    }
    return address;
  }

  private static long separator(long start, long end, int least, int most) {
    for (long address = start + least; address < end && address <= start + most; address++) {
      byte next = Memory.getByte(address);
      if (next == '-' || next == '/') {
        return address;
      }
    }
    return INVALID;
  }

  /** Returns microseconds of {@code .123456789}: up to nine digits, cut to six. */
  private static long fraction(long start, long end) {
    if (end - start < 2 || end - start > 10 || Memory.getByte(start) != '.') {
      return INVALID;
    }
    long micros = number(start + 1, Math.min(end, start + 7));
    for (long digits = end - start - 1; digits < 6 && micros >= 0; digits++) {
      micros *= 10;
    }
    boolean restIsDigits = end <= start + 7 || number(start + 7, end) >= 0;
    return restIsDigits ? micros : INVALID;
  }

  /** Returns whether a time has more digits after the point than a value keeps, but for zeros. */
  public static boolean isFinerThanMicroseconds(long start, long end) {
    long address = start;
    while (address < end && Memory.getByte(address) != '.') {
      address++;
    }
    for (address += 1 + MICRO_DIGITS; address < end && isDigit(address); address++) {
      if (Memory.getByte(address) != '0') {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(long address) {
    byte digit = Memory.getByte(address);
    return digit >= '0' && digit <= '9';
  }

  private static boolean inRange(long value, long most) {
    return value >= 0 && value <= most;
  }

  /** Returns the value of one to six digits. */
  private static long number(long start, long end) {
    if (end <= start || end - start > 6) {
      return INVALID;
    }
    long value = 0;
    for (long address = start; address < end; address++) {
      int digit = Memory.getByte(address) - '0';
      if (digit < 0 || digit > 9) {
        return INVALID;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
