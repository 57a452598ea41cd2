package dev.quern.executor.expressions.casts;

/** Conversions among dates, times and timestamps. Timestamps with time zone are in UTC. */
public final class DateTimeCasts {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private DateTimeCasts() {}

  public static long dateToTimestamp(long days) {
    return days * MICROS_PER_DAY;
  }

  public static long timestampToDate(long micros) {
    return Math.floorDiv(micros, MICROS_PER_DAY);
  }

  public static long timestampToTime(long micros) {
    return Math.floorMod(micros, MICROS_PER_DAY);
  }

  /** Returns the value as it is, where two types share their form. */
  public static long same(long value) {
    return value;
  }
}
