package dev.quern.executor.expressions.casts;

import dev.quern.executor.expressions.functions.datetime.Calendar;

/** Conversions among dates, times and timestamps. Timestamps with time zone are in UTC. */
public final class DateTimeCasts {
  private DateTimeCasts() {}

  public static long dateToTimestamp(long days) {
    return Calendar.startOf(days);
  }

  public static long timestampToDate(long micros) {
    return Calendar.dayOf(micros);
  }

  public static long timestampToTime(long micros) {
    return Calendar.timeOf(micros);
  }

  /** Returns the value as it is, where two types share their form. */
  public static long same(long value) {
    return value;
  }
}
