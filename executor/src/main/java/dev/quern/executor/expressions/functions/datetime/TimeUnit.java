package dev.quern.executor.expressions.functions.datetime;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.List;
import java.util.Locale;

/** A field of dates and times. */
enum TimeUnit {
  MILLENNIUM(0),
  CENTURY(1),
  DECADE(2),
  YEAR(3),
  ISOYEAR(4),
  QUARTER(5),
  MONTH(6),
  WEEK(7),
  DAY(8),
  DOW(9),
  ISODOW(10),
  DOY(11),
  HOUR(12),
  MINUTE(13),
  SECOND(14),
  MILLISECOND(15),
  MICROSECOND(16),
  NANOSECOND(17),
  EPOCH(18),
  JULIAN(19);

  private static final List<TimeUnit> UNITS = List.of(values());

  private final int code;

  TimeUnit(int code) {
    this.code = code;
  }

  /** Returns the number under which compiled loops know the unit. */
  int code() {
    return code;
  }

  /** Returns the unit of that {@link #code()}. */
  static TimeUnit ofCode(int code) {
    return UNITS.get(code);
  }

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
