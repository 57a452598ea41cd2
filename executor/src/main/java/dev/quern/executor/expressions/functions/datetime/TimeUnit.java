package dev.quern.executor.expressions.functions.datetime;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.Locale;

/** A field of dates and times. */
enum TimeUnit {
  MILLENNIUM,
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
  HOUR,
  MINUTE,
  SECOND,
  MILLISECOND,
  MICROSECOND,
  NANOSECOND,
  EPOCH,
  JULIAN;

  /** Returns the unit of that name, also in the plural and without regard to case. */
  static TimeUnit of(String name) {
    String word = name.trim().toUpperCase(Locale.ROOT);
    switch (word) {
      case "Y":
      case "YR":
        return YEAR;
      case "MON":
        return MONTH;
      case "D":
      case "DAYOFMONTH":
        return DAY;
      case "H":
      case "HR":
        return HOUR;
      case "MIN":
        return MINUTE;
      case "S":
      case "SEC":
        return SECOND;
      case "MS":
      case "MSEC":
        return MILLISECOND;
      case "US":
      case "USEC":
        return MICROSECOND;
      case "CENTURIES":
        return CENTURY;
      case "MILLENNIA":
      case "MILLENNIUMS":
        return MILLENNIUM;
      case "DAYOFWEEK":
      case "WEEKDAY":
        return DOW;
      case "DAYOFYEAR":
        return DOY;
      case "WEEKOFYEAR":
        return WEEK;
      default:
        break;
    }
    for (TimeUnit unit : values()) {
      if (word.equals(unit.name()) || word.equals(unit.name() + "S")) {
        return unit;
      }
    }
    throw new QueryException(
        ErrorCode.INVALID_ARGUMENT,
        "Unknown unit of time: unit=\"" + name + "\", expected year, month, day, hour, ...");
  }
}
