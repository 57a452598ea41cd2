package dev.quern.executor.expressions.functions.datetime;

import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_HOUR;
import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_MINUTE;
import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_SECOND;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions that take the name of a unit first; a constant name is looked up once. */
public final class UnitState {
  private final @Nullable TimeUnit constant;

  private UnitState(@Nullable TimeUnit constant) {
    this.constant = constant;
  }

  static UnitState create(List<@Nullable Literal> constants) {
    Literal name = constants.get(0);
    return new UnitState(
        name == null || name.isNull() ? null : TimeUnit.of(String.valueOf(name.value())));
  }

  private TimeUnit unit(long name, int length) {
    TimeUnit unit = constant;
    return unit != null ? unit : TimeUnit.of(Bytes.toString(name, length));
  }

  public static long partOfDate(UnitState state, long name, int length, long day) {
    return DateFields.ofDate(state.unit(name, length), day);
  }

  public static long partOfTimestamp(UnitState state, long name, int length, long micros) {
    return DateFields.ofTimestamp(state.unit(name, length), micros);
  }

  public static long partOfTime(UnitState state, long name, int length, long micros) {
    return DateFields.ofTime(state.unit(name, length), micros);
  }

  public static long partOfMonths(UnitState state, long name, int length, long months) {
    return DateFields.ofMonths(state.unit(name, length), months);
  }

  public static long partOfMicros(UnitState state, long name, int length, long micros) {
    return DateFields.ofMicros(state.unit(name, length), micros);
  }

  public static long truncateDate(UnitState state, long name, int length, long day) {
    return truncateDay(state.unit(name, length), day);
  }

  public static long truncateDateToTimestamp(UnitState state, long name, int length, long day) {
    return Calendar.startOf(truncateDate(state, name, length, day));
  }

  public static long truncateTimestamp(UnitState state, long name, int length, long micros) {
    TimeUnit unit = state.unit(name, length);
    long size = microsOf(unit);
    if (size > 0) {
      return micros - Math.floorMod(micros, size);
    }
    return Calendar.startOf(truncateDay(unit, Calendar.dayOf(micros)));
  }

  /** Rounds down to the start of the unit; units of a day and less leave a date as it is. */
  private static long truncateDay(TimeUnit unit, long day) {
    long parts = Calendar.parts(day);
    long year = Calendar.year(parts);
    int month = Calendar.month(parts);
    return switch (unit) {
      case MILLENNIUM -> Calendar.day(Math.floorDiv(year - 1, 1000L) * 1000 + 1, 1, 1);
      case CENTURY -> Calendar.day(Math.floorDiv(year - 1, 100L) * 100 + 1, 1, 1);
      case DECADE -> Calendar.day(Math.floorDiv(year, 10L) * 10, 1, 1);
      case YEAR -> Calendar.day(year, 1, 1);
      case QUARTER -> Calendar.day(year, (month - 1) / 3 * 3 + 1, 1);
      case MONTH -> Calendar.day(year, month, 1);
      case WEEK -> day + 1 - Calendar.isoDayOfWeek(day);
      case DAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND -> day;
      case ISOYEAR, DOW, ISODOW, DOY, NANOSECOND, EPOCH, JULIAN -> throw unsupported(unit);
    };
  }

  /** Returns the size of a unit of less than a day, else 0. */
  private static long microsOf(TimeUnit unit) {
    return switch (unit) {
      case HOUR -> MICROS_PER_HOUR;
      case MINUTE -> MICROS_PER_MINUTE;
      case SECOND -> MICROS_PER_SECOND;
      case MILLISECOND -> 1000;
      case MICROSECOND -> 1;
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
          NANOSECOND,
          EPOCH,
          JULIAN ->
          0;
    };
  }

  /**
   * Returns how many starts of the unit lie between two points in time, given in microseconds, or
   * in days where the setting is 1.
   */
  public static long difference(
      UnitState state, long name, int length, long start, long end, int startIsDay, int endIsDay) {
    TimeUnit unit = state.unit(name, length);
    long from = startIsDay == 1 ? Calendar.startOf(start) : start;
    long to = endIsDay == 1 ? Calendar.startOf(end) : end;
    long size = microsOf(unit);
    if (size > 0) {
      return Math.floorDiv(to, size) - Math.floorDiv(from, size);
    }
    return ordinal(unit, Calendar.dayOf(to)) - ordinal(unit, Calendar.dayOf(from));
  }

  private static long ordinal(TimeUnit unit, long day) {
    long parts = Calendar.parts(day);
    long year = Calendar.year(parts);
    return switch (unit) {
      case MILLENNIUM -> Math.floorDiv(year, 1000L);
      case CENTURY -> Math.floorDiv(year, 100L);
      case DECADE -> Math.floorDiv(year, 10L);
      case YEAR -> year;
      case ISOYEAR -> Calendar.isoYear(day);
      case QUARTER -> year * 4 + (Calendar.month(parts) - 1) / 3;
      case MONTH -> year * 12 + Calendar.month(parts);
      case WEEK -> Math.floorDiv(day + 3, 7L);
      case DAY, DOW, ISODOW, DOY, JULIAN -> day;
      case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, NANOSECOND, EPOCH ->
          throw unsupported(unit);
    };
  }

  private static QueryException unsupported(TimeUnit unit) {
    return new QueryException(
        ErrorCode.INVALID_ARGUMENT, "Unit is not supported here: unit=" + unit);
  }
}
