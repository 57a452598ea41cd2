package dev.quern.executor.expressions.functions.datetime;

import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_DAY;
import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_HOUR;
import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_MINUTE;
import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_SECOND;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/** Single fields of dates (days), timestamps and times (microseconds) and intervals. */
public final class DateFields {
  private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;

  private DateFields() {}

  public static long yearOfDate(long day) {
    return Calendar.year(Calendar.parts(day));
  }

  public static long quarterOfDate(long day) {
    return (Calendar.month(Calendar.parts(day)) + 2L) / 3;
  }

  public static long monthOfDate(long day) {
    return Calendar.month(Calendar.parts(day));
  }

  public static long dayOfDate(long day) {
    return Calendar.dayOfMonth(Calendar.parts(day));
  }

  public static long weekOfDate(long day) {
    return Calendar.isoWeek(day);
  }

  public static long isoyearOfDate(long day) {
    return Calendar.isoYear(day);
  }

  /** 0 = Sunday to 6 = Saturday. */
  public static long dowOfDate(long day) {
    return Calendar.isoDayOfWeek(day) % 7;
  }

  /** 1 = Monday to 7 = Sunday. */
  public static long isodowOfDate(long day) {
    return Calendar.isoDayOfWeek(day);
  }

  public static long doyOfDate(long day) {
    return day - Calendar.day(yearOfDate(day), 1, 1) + 1;
  }

  public static long decadeOfDate(long day) {
    return Math.floorDiv(yearOfDate(day), 10L);
  }

  public static long centuryOfDate(long day) {
    return numbered(yearOfDate(day), 100);
  }

  public static long millenniumOfDate(long day) {
    return numbered(yearOfDate(day), 1000);
  }

  /** The years 1 to {@code size} are number 1; there is no number 0. */
  private static long numbered(long year, int size) {
    return year > 0 ? (year + size - 1) / size : (year - size) / size;
  }

  public static long epochOfDate(long day) {
    return day * 86_400;
  }

  public static long julianOfDate(long day) {
    return day + JULIAN_DAY_OF_EPOCH;
  }

  public static long epochOfTimestamp(long micros) {
    return Math.floorDiv(micros, MICROS_PER_SECOND);
  }

  /** Returns the seconds from 1970-01-01 to a date. */
  public static double secondsOfDate(long day) {
    return epochOfDate(day);
  }

  /** Returns the seconds of a time, of an interval or from 1970-01-01 to a timestamp. */
  public static double secondsOfMicros(long micros) {
    return (double) micros / MICROS_PER_SECOND;
  }

  /** Returns the seconds of an interval in months. */
  public static double secondsOfMonths(long months) {
    return ofMonths(TimeUnit.EPOCH, months);
  }

  public static long hourOfTime(long micros) {
    return micros / MICROS_PER_HOUR;
  }

  public static long minuteOfTime(long micros) {
    return micros / MICROS_PER_MINUTE % 60;
  }

  public static long secondOfTime(long micros) {
    return micros / MICROS_PER_SECOND % 60;
  }

  /** Seconds and their fraction in thousandths. */
  public static long millisecondOfTime(long micros) {
    return micros % MICROS_PER_MINUTE / 1000;
  }

  /** Seconds and their fraction in millionths. */
  public static long microsecondOfTime(long micros) {
    return micros % MICROS_PER_MINUTE;
  }

  /** Seconds and their fraction in billionths. */
  public static long nanosecondOfTime(long micros) {
    return micros % MICROS_PER_MINUTE * 1000;
  }

  /** Returns a field of a date. */
  static long ofDate(TimeUnit unit, long day) {
    return switch (unit) {
      case MILLENNIUM -> millenniumOfDate(day);
      case CENTURY -> centuryOfDate(day);
      case DECADE -> decadeOfDate(day);
      case YEAR -> yearOfDate(day);
      case ISOYEAR -> isoyearOfDate(day);
      case QUARTER -> quarterOfDate(day);
      case MONTH -> monthOfDate(day);
      case WEEK -> weekOfDate(day);
      case DAY -> dayOfDate(day);
      case DOW -> dowOfDate(day);
      case ISODOW -> isodowOfDate(day);
      case DOY -> doyOfDate(day);
      case EPOCH -> epochOfDate(day);
      case JULIAN -> julianOfDate(day);
      case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, NANOSECOND -> 0;
    };
  }

  /** Returns a field of a time of day. */
  static long ofTime(TimeUnit unit, long micros) {
    return switch (unit) {
      case HOUR -> hourOfTime(micros);
      case MINUTE -> minuteOfTime(micros);
      case SECOND -> secondOfTime(micros);
      case MILLISECOND -> millisecondOfTime(micros);
      case MICROSECOND -> microsecondOfTime(micros);
      case NANOSECOND -> nanosecondOfTime(micros);
      case EPOCH -> micros / MICROS_PER_SECOND;
      case MILLENNIUM,
          CENTURY,
          DECADE,
          YEAR,
          ISOYEAR,
          QUARTER,
          MONTH,
          WEEK,
          DAY,
          DOW,
          ISODOW,
          DOY,
          JULIAN ->
          throw noSuchField(unit, "TIME");
    };
  }

  /** Returns a field of a timestamp. */
  static long ofTimestamp(TimeUnit unit, long micros) {
    return switch (unit) {
      case EPOCH -> epochOfTimestamp(micros);
      case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, NANOSECOND ->
          ofTime(unit, Calendar.timeOf(micros));
      case MILLENNIUM,
          CENTURY,
          DECADE,
          YEAR,
          ISOYEAR,
          QUARTER,
          MONTH,
          WEEK,
          DAY,
          DOW,
          ISODOW,
          DOY,
          JULIAN ->
          ofDate(unit, Calendar.dayOf(micros));
    };
  }

  /** Returns a field of an interval in months. */
  static long ofMonths(TimeUnit unit, long months) {
    return switch (unit) {
      case MILLENNIUM -> months / 12_000;
      case CENTURY -> months / 1200;
      case DECADE -> months / 120;
      case YEAR -> months / 12;
      case QUARTER -> months % 12 / 3 + 1;
      case MONTH -> months % 12;
      case DAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, NANOSECOND -> 0;
      // As PostgreSQL: a year has 365.25 days, a month 30.
      case EPOCH -> months / 12 * 31_557_600 + months % 12 * 2_592_000;
      case ISOYEAR, WEEK, DOW, ISODOW, DOY, JULIAN -> throw noSuchField(unit, "INTERVAL");
    };
  }

  /** Returns a field of an interval in microseconds. */
  static long ofMicros(TimeUnit unit, long micros) {
    return switch (unit) {
      case DAY -> micros / MICROS_PER_DAY;
      case HOUR -> micros / MICROS_PER_HOUR % 24;
      case MINUTE -> minuteOfTime(micros);
      case SECOND -> secondOfTime(micros);
      case MILLISECOND -> millisecondOfTime(micros);
      case MICROSECOND -> microsecondOfTime(micros);
      case NANOSECOND -> nanosecondOfTime(micros);
      case EPOCH -> micros / MICROS_PER_SECOND;
      case MILLENNIUM, CENTURY, DECADE, YEAR, QUARTER, MONTH -> 0;
      case ISOYEAR, WEEK, DOW, ISODOW, DOY, JULIAN -> throw noSuchField(unit, "INTERVAL");
    };
  }

  private static QueryException noSuchField(TimeUnit unit, String type) {
    return new QueryException(
        ErrorCode.INVALID_ARGUMENT, "Type has no such field: field=" + unit + ", type=" + type);
  }
}
