package dev.quern.executor.expressions.functions.datetime;

/** EXTRACT with the unit as a setting. */
public final class Extracts {
  private Extracts() {}

  public static long extractDate(long day, int unit) {
    return DateFields.ofDate(TimeUnit.ofCode(unit), day);
  }

  public static long extractTimestamp(long micros, int unit) {
    return DateFields.ofTimestamp(TimeUnit.ofCode(unit), micros);
  }

  public static long extractTime(long micros, int unit) {
    return DateFields.ofTime(TimeUnit.ofCode(unit), micros);
  }

  public static long extractMonths(long months, int unit) {
    return DateFields.ofMonths(TimeUnit.ofCode(unit), months);
  }

  public static long extractMicros(long micros, int unit) {
    return DateFields.ofMicros(TimeUnit.ofCode(unit), micros);
  }
}
