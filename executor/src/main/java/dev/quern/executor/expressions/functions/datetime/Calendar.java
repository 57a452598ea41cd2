package dev.quern.executor.expressions.functions.datetime;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/**
 * The proleptic Gregorian calendar on day numbers since 1970-01-01, without objects. The formulas
 * count days from 1 March of year 0, so that the leap day is the last of its year.
 */
public final class Calendar {
  public static final long MICROS_PER_SECOND = 1_000_000L;
  public static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  public static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
  public static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

  /** Years beyond this are an error, well inside what 64-bit microseconds hold. */
  static final int MAX_YEAR = 99_999;

  private static final long MAX_DAY = Long.MAX_VALUE / MICROS_PER_DAY - 1;
  private static final int DAYS_PER_ERA = 146_097;
  private static final int DAYS_FROM_MARCH_0000_TO_1970 = 719_468;

  private Calendar() {}

  /** Returns the day number of a date whose month is 1 to 12; the day may be out of the month. */
  public static long day(long year, long month, long dayOfMonth) {
    long shifted = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(shifted, 400L);
    long yearOfEra = shifted - era * 400;
    long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * DAYS_PER_ERA + dayOfEra - DAYS_FROM_MARCH_0000_TO_1970;
  }

  /** Returns {@code year * 512 + month * 32 + day}: the three parts of a date in one number. */
  public static long parts(long day) {
    long shifted = day + DAYS_FROM_MARCH_0000_TO_1970;
    long era = Math.floorDiv(shifted, (long) DAYS_PER_ERA);
    int dayOfEra = (int) (shifted - era * DAYS_PER_ERA);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shiftedMonth = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    return year * 512 + month * 32L + dayOfMonth;
  }

  /** Returns the year in {@link #parts}. */
  public static long year(long parts) {
    return parts >> 9;
  }

  /** Returns the month, 1 to 12, in {@link #parts}. */
  public static int month(long parts) {
    return (int) (parts >> 5 & 15);
  }

  /** Returns the day of the month, 1 to 31, in {@link #parts}. */
  public static int dayOfMonth(long parts) {
    return (int) (parts & 31);
  }

  public static boolean isLeapYear(long year) {
    return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** Returns how many days a month (1 to 12) has. */
  public static int daysInMonth(long year, int month) {
    if (month == 2) {
      return isLeapYear(year) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Returns the ISO day of the week: 1 = Monday to 7 = Sunday. */
  public static int isoDayOfWeek(long day) {
    return (int) Math.floorMod(day + 3, 7L) + 1;
  }

  /** Returns the year to which the date's ISO week belongs. */
  public static long isoYear(long day) {
    return year(parts(day + 4 - isoDayOfWeek(day)));
  }

  /** Returns the ISO week of the year, 1 to 53. */
  public static int isoWeek(long day) {
    long thursday = day + 4 - isoDayOfWeek(day);
    long firstDay = day(year(parts(thursday)), 1, 1);
    return (int) ((thursday - firstDay) / 7) + 1;
  }

  /** Returns the day {@code months} later; in a shorter month its last day. */
  public static long addMonths(long day, long months) {
    long parts = parts(day);
    long total = Math.addExact(year(parts) * 12 + month(parts) - 1, months);
    long year = checkYear(Math.floorDiv(total, 12L));
    int month = (int) Math.floorMod(total, 12L) + 1;
    return day(year, month, Math.min(dayOfMonth(parts), daysInMonth(year, month)));
  }

  /** Returns the year if dates can have it. */
  static long checkYear(long year) {
    if (year > MAX_YEAR || year < -MAX_YEAR) {
      throw new QueryException(
          ErrorCode.INVALID_DATETIME,
          "Date is out of range: year=" + year + ", expected -" + MAX_YEAR + " to " + MAX_YEAR);
    }
    return year;
  }

  /** Returns the day of a timestamp. */
  public static long dayOf(long micros) {
    return Math.floorDiv(micros, MICROS_PER_DAY);
  }

  /**
   * Returns the timestamp at the start of a day.
   *
   * @throws QueryException INVALID_DATETIME if 64 bits of microseconds do not reach so far
   */
  public static long startOf(long day) {
    if (day > MAX_DAY || day < -MAX_DAY) {
      throw new QueryException(
          ErrorCode.INVALID_DATETIME,
          "Date is out of the range of timestamps: days since 1970-01-01=" + day);
    }
    return day * MICROS_PER_DAY;
  }

  /** Returns the microseconds since midnight of a timestamp. */
  public static long timeOf(long micros) {
    return Math.floorMod(micros, MICROS_PER_DAY);
  }
}
