package dev.quern.executor.expressions.functions.datetime;

/** EXTRACT with the unit as a setting: the switch over it is decided when the loop is compiled. */
public final class Extracts {
  private static final TimeUnit[] UNITS = TimeUnit.values();

  private Extracts() {}

  public static long extractDate(long day, int unit) {
    switch (UNITS[unit]) {
      case YEAR:
        return DateFields.yearOfDate(day);
      case MONTH:
        return DateFields.monthOfDate(day);
      default:
        return DateFields.ofDate(UNITS[unit], day);
    }
  }

  public static long extractTimestamp(long micros, int unit) {
    return DateFields.ofTimestamp(UNITS[unit], micros);
  }

  public static long extractTime(long micros, int unit) {
    return DateFields.ofTime(UNITS[unit], micros);
  }

  public static long extractMonths(long months, int unit) {
    return DateFields.ofMonths(UNITS[unit], months);
  }

  public static long extractMicros(long micros, int unit) {
    return DateFields.ofMicros(UNITS[unit], micros);
  }
}
