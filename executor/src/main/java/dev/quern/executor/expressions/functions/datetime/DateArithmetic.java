package dev.quern.executor.expressions.functions.datetime;

import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_DAY;
import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_SECOND;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/**
 * Sums of dates and intervals. Months are added before anything else and end in the last day of a
 * shorter month. {@code sign} is 1 to add and -1 to subtract.
 */
public final class DateArithmetic {
  private DateArithmetic() {}

  public static long addMonthsToDate(long day, long months, int sign) {
    return Calendar.addMonths(day, sign * months);
  }

  public static long addMonthsToTimestamp(long micros, long months, int sign) {
    long day = Calendar.addMonths(Calendar.dayOf(micros), sign * months);
    return Calendar.startOf(day) + Calendar.timeOf(micros);
  }

  public static long addMicrosToTimestamp(long micros, long interval, int sign) {
    return checkRange(sign > 0 ? addExact(micros, interval) : addExact(micros, -interval));
  }

  /** Adds the whole days; parts of a day count down to the day in which the sum lies. */
  public static long addMicrosToDate(long day, long interval, int sign) {
    return Calendar.dayOf(addMicrosToTimestamp(Calendar.startOf(day), interval, sign));
  }

  public static long addMicrosToTime(long micros, long interval, int sign) {
    return Math.floorMod(micros + sign * (interval % MICROS_PER_DAY), MICROS_PER_DAY);
  }

  public static long addDays(long day, long days, int sign) {
    if (Math.abs(days) > 400L * 366 * 1000) {
      throw outOfRange();
    }
    return Calendar.dayOf(checkRange(Calendar.startOf(day + sign * days)));
  }

  public static long daysBetween(long end, long start) {
    return end - start;
  }

  public static long microsBetweenDays(long end, long start) {
    return Calendar.startOf(end - start);
  }

  public static long add(long a, long b) {
    return addExact(a, b);
  }

  public static long subtract(long a, long b) {
    return addExact(a, -b);
  }

  public static long multiply(long interval, long factor) {
    long high = Math.multiplyHigh(interval, factor);
    long low = interval * factor;
    if (high != low >> 63) {
      throw overflow();
    }
    return low;
  }

  public static long multiply(long interval, double factor) {
    return rounded(interval * factor);
  }

  public static long divide(long interval, double divisor) {
    return rounded(interval / checkDivisor(divisor));
  }

  public static long multiplyMonths(long months, double factor) {
    return whole(months * factor);
  }

  public static long divideMonths(long months, double divisor) {
    return whole(months / checkDivisor(divisor));
  }

  private static double checkDivisor(double divisor) {
    if (divisor == 0) {
      throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "Division by zero: an interval / 0");
    }
    return divisor;
  }

  private static long whole(double months) {
    if (months != Math.rint(months)) {
      throw new QueryException(
          ErrorCode.INVALID_DATETIME,
          "Interval of months must stay a whole number of them: months=" + months);
    }
    return rounded(months);
  }

  private static long rounded(double result) {
    double rounded = Math.rint(result);
    if (!(Math.abs(rounded) < 0x1p62)) {
      throw overflow();
    }
    return (long) rounded;
  }

  private static long addExact(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw overflow();
    }
    return sum;
  }

  private static long checkRange(long micros) {
    Calendar.checkYear(Calendar.year(Calendar.parts(Calendar.dayOf(micros))));
    return micros;
  }

  private static QueryException overflow() {
    return new QueryException(
        ErrorCode.NUMERIC_OVERFLOW, "Interval overflow: more than 64 bits of microseconds");
  }

  private static QueryException outOfRange() {
    return new QueryException(
        ErrorCode.INVALID_DATETIME, "Date is out of range: expected years to " + Calendar.MAX_YEAR);
  }

  public static long makeDate(long year, long month, long day) {
    boolean valid =
        month >= 1
            && month <= 12
            && day >= 1
            && day <= Calendar.daysInMonth(Calendar.checkYear(year), (int) month);
    if (!valid) {
      throw new QueryException(
          ErrorCode.INVALID_DATETIME,
          "No such date: year=" + year + ", month=" + month + ", day=" + day);
    }
    return Calendar.day(year, month, day);
  }

  public static long makeTimestamp(
      long year, long month, long day, long hour, long minute, double second) {
    long date = makeDate(year, month, day);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second < 60)) {
      throw new QueryException(
          ErrorCode.INVALID_DATETIME,
          "No such time: hour=" + hour + ", minute=" + minute + ", second=" + second);
    }
    return date * MICROS_PER_DAY
        + (hour * 60 + minute) * Calendar.MICROS_PER_MINUTE
        + Math.round(second * MICROS_PER_SECOND);
  }

  public static long lastDayOfDate(long day) {
    long parts = Calendar.parts(day);
    long year = Calendar.year(parts);
    int month = Calendar.month(parts);
    return Calendar.day(year, month, Calendar.daysInMonth(year, month));
  }

  public static long lastDayOfTimestamp(long micros) {
    return lastDayOfDate(Calendar.dayOf(micros));
  }

  /** Returns the timestamp so many seconds after 1970-01-01. */
  public static long ofEpochSeconds(double seconds) {
    if (!(Math.abs(seconds) < 3e12)) {
      throw outOfRange();
    }
    return checkRange(Math.round(seconds * MICROS_PER_SECOND));
  }

  public static long ofEpochMillis(long millis) {
    if (Math.abs(millis) > 4_000_000_000_000_000L) {
      throw outOfRange();
    }
    return checkRange(millis * 1000);
  }
}
