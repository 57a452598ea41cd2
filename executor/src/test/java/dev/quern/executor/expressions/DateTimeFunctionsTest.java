package dev.quern.executor.expressions;

import static dev.quern.executor.expressions.FunctionCases.date;
import static dev.quern.executor.expressions.FunctionCases.interval;
import static dev.quern.executor.expressions.FunctionCases.micros;
import static dev.quern.executor.expressions.FunctionCases.months;
import static dev.quern.executor.expressions.FunctionCases.timestamp;
import static dev.quern.plan.types.DataTypes.BIGINT;
import static dev.quern.plan.types.DataTypes.DATE;
import static dev.quern.plan.types.DataTypes.TIME;
import static dev.quern.plan.types.DataTypes.TIMESTAMP;
import static dev.quern.plan.types.DataTypes.VARCHAR;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.expressions.functions.datetime.Calendar;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions on dates and times over constants and columns, and the calendar against java.time. */
class DateTimeFunctionsTest {
  private static final long HOUR = 3_600_000_000L;
  private final ExpressionFixture fixture = new ExpressionFixture();
  private final FunctionCases cases = new FunctionCases(fixture);

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  @Test
  void calendarAgreesWithJavaTime() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long day = i < 2000 ? i - 1000 : random.nextInt(8_000_000) - 4_000_000;
      LocalDate expected = LocalDate.ofEpochDay(day);
      long parts = Calendar.parts(day);
      String where = "seed " + seed + " day " + day;
      assertEquals(expected.getYear(), Calendar.year(parts), where);
      assertEquals(expected.getMonthValue(), Calendar.month(parts), where);
      assertEquals(expected.getDayOfMonth(), Calendar.dayOfMonth(parts), where);
      assertEquals(
          day,
          Calendar.day(expected.getYear(), expected.getMonthValue(), expected.getDayOfMonth()));
      assertEquals(expected.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), Calendar.isoWeek(day), where);
      assertEquals(expected.get(IsoFields.WEEK_BASED_YEAR), Calendar.isoYear(day), where);
      assertEquals(expected.getDayOfWeek().getValue(), Calendar.isoDayOfWeek(day), where);
      int months = random.nextInt(2000) - 1000;
      assertEquals(
          expected.plus(months, ChronoUnit.MONTHS).toEpochDay(),
          Calendar.addMonths(day, months),
          where);
    }
  }

  private void field(long expected, String unit, Literal value) {
    cases.check(expected, "extract_" + unit, BIGINT, value);
    cases.check(expected, "date_part", BIGINT, unit, value);
  }

  @Test
  void extractsFields() {
    Literal time = timestamp("2024-02-29T13:45:06.789012");
    field(2024, "year", time);
    field(1, "quarter", time);
    field(2, "month", time);
    field(9, "week", time);
    field(29, "day", time);
    field(4, "dow", time);
    field(4, "isodow", time);
    field(60, "doy", time);
    field(13, "hour", time);
    field(45, "minute", time);
    field(6, "second", time);
    field(6789, "millisecond", time);
    field(6789012, "microsecond", time);
    field(1709214306, "epoch", time);
    field(202, "decade", time);
    field(21, "century", time);
    field(3, "millennium", time);
    field(0, "dow", date("2024-03-03"));
    field(7, "isodow", date("2024-03-03"));
    field(2020, "isoyear", date("2021-01-03"));
    field(0, "hour", date("2024-03-03"));
    field(-1, "epoch", timestamp("1969-12-31T23:59:59.5"));
    field(59, "second", timestamp("1969-12-31T23:59:59.5"));
    field(14, "hour", new Literal(14 * HOUR + 5, TIME));
    field(2, "year", months(26));
    field(2, "month", months(26));
    field(1, "day", interval(30 * HOUR));
    field(6, "hour", interval(30 * HOUR));
    cases.check(2024L, "year", BIGINT, date("2024-02-29"));
    cases.check("INVALID_ARGUMENT", "date_part", BIGINT, "fortnight", date("2024-02-29"));
    cases.check("INVALID_ARGUMENT", "extract_year", BIGINT, new Literal(5L, TIME));
  }

  @Test
  void secondsSince1970KeepTheirFraction() {
    cases.check(
        1709214306.789012, "epoch", DataTypes.DOUBLE, timestamp("2024-02-29T13:45:06.789012"));
    cases.check(-0.5, "epoch", DataTypes.DOUBLE, timestamp("1969-12-31T23:59:59.5"));
    cases.check(-86400.0, "epoch", DataTypes.DOUBLE, date("1969-12-31"));
    cases.check(3600.000005, "epoch", DataTypes.DOUBLE, new Literal(HOUR + 5, TIME));
    cases.check(2_592_000.0, "epoch", DataTypes.DOUBLE, months(1));
    cases.check(5400.0, "epoch", DataTypes.DOUBLE, interval(HOUR + HOUR / 2));
  }

  @Test
  void truncates() {
    Literal time = timestamp("2024-05-29T13:45:06.789012");
    cases.check(micros("2024-01-01T00:00:00"), "date_trunc", TIMESTAMP, "year", time);
    cases.check(micros("2024-04-01T00:00:00"), "date_trunc", TIMESTAMP, "quarter", time);
    cases.check(micros("2024-05-27T00:00:00"), "date_trunc", TIMESTAMP, "week", time);
    cases.check(micros("2024-05-29T13:00:00"), "date_trunc", TIMESTAMP, "HOUR", time);
    cases.check(micros("2024-05-29T13:45:06.789"), "date_trunc", TIMESTAMP, "milliseconds", time);
    cases.check(
        micros("1969-12-31T23:00:00"),
        "date_trunc",
        TIMESTAMP,
        "hour",
        timestamp("1969-12-31T23:59:59"));
    cases.check(date("2001-01-01").value(), "date_trunc", DATE, "century", date("2024-05-29"));
    cases.check(date("2020-01-01").value(), "date_trunc", DATE, "decade", date("2024-05-29"));
    cases.check("INVALID_ARGUMENT", "date_trunc", DATE, "dow", date("2024-05-29"));
  }

  @Test
  void addsIntervals() {
    cases.check(date("2024-02-29").value(), "date_add", DATE, date("2024-01-31"), months(1));
    cases.check(date("2023-12-31").value(), "date_sub", DATE, date("2024-01-31"), months(1));
    cases.check(
        date("1998-09-02").value(),
        "date_add",
        DATE,
        date("1998-12-01"),
        interval(-90 * 24 * HOUR));
    cases.check(
        micros("2024-02-29T10:00:00"),
        "date_add",
        TIMESTAMP,
        timestamp("2024-01-31T10:00:00"),
        months(1));
    cases.check(
        micros("2024-02-01T01:00:00"),
        "add",
        TIMESTAMP,
        timestamp("2024-01-31T23:00:00"),
        interval(2 * HOUR));
    cases.check(HOUR, "date_add", TIME, new Literal(23 * HOUR, TIME), interval(2 * HOUR));
    cases.check("INVALID_DATETIME", "date_add", DATE, date("2024-01-31"), months(2_000_000));
    cases.check(31, "subtract", DataTypes.INTEGER, date("2024-02-01"), date("2024-01-01"));
    cases.check(
        HOUR,
        "subtract",
        DataTypes.INTERVAL_DAY_TIME,
        timestamp("2024-01-01T01:00:00"),
        timestamp("2024-01-01T00:00:00"));
    cases.check(
        interval(6 * HOUR).value(), "multiply", DataTypes.INTERVAL_DAY_TIME, interval(2 * HOUR), 3);
    cases.check(months(-5).value(), "negate", DataTypes.INTERVAL_YEAR_MONTH, months(5));
  }

  @Test
  void scalesIntervals() {
    DataType days = DataTypes.INTERVAL_DAY_TIME;
    DataType months = DataTypes.INTERVAL_YEAR_MONTH;
    cases.check(interval(3 * HOUR).value(), "multiply", days, interval(2 * HOUR), 1.5);
    cases.check(interval(-HOUR / 2).value(), "divide", days, interval(HOUR), -2.0);
    cases.check("DIVISION_BY_ZERO", "divide", days, interval(HOUR), 0.0);
    cases.check("NUMERIC_OVERFLOW", "multiply", days, interval(HOUR), 1e30);
    cases.check("NUMERIC_OVERFLOW", "multiply", days, interval(HOUR), Double.NaN);
    cases.check(months(3).value(), "multiply", months, months(2), 1.5);
    cases.check("INVALID_DATETIME", "multiply", months, months(1), 1.5);
    cases.check("INVALID_DATETIME", "divide", months, months(3), 2.0);
    cases.check("INVALID_DATETIME", "multiply", months, months(1), Double.NaN);
  }

  @Test
  void movesBetweenTimeZones() {
    String function = "timezone";
    DataType instant = DataTypes.TIMESTAMP_WITH_TIME_ZONE;
    cases.check(
        micros("2024-01-01T11:00:00.000001"),
        function,
        instant,
        "Europe/Berlin",
        timestamp("2024-01-01T12:00:00.000001"));
    cases.check(
        micros("1969-12-31T22:59:59.999999"),
        function,
        instant,
        "europe/berlin",
        timestamp("1969-12-31T23:59:59.999999"));
    // Left out, and shown twice.
    cases.check(
        micros("2024-03-31T01:30:00"),
        function,
        instant,
        "Europe/Berlin",
        timestamp("2024-03-31T02:30:00"));
    cases.check(
        micros("2024-10-27T01:30:00"),
        function,
        instant,
        "Europe/Berlin",
        timestamp("2024-10-27T02:30:00"));
    for (String time : List.of("2024-10-27T00:30:00", "2024-10-27T01:30:00")) {
      cases.check(
          micros("2024-10-27T02:30:00"),
          function,
          TIMESTAMP,
          "Europe/Berlin",
          new Literal(micros(time), instant));
    }
    cases.check("INVALID_ARGUMENT", function, instant, "+02:00", timestamp("2024-01-01T12:00:00"));
    cases.check(
        "INVALID_DATETIME",
        function,
        TIMESTAMP,
        "Asia/Tokyo",
        new Literal(micros("+99999-12-31T23:00:00"), instant));
  }

  @Test
  void countsUnitsBetween() {
    cases.check(1, "date_diff", BIGINT, "month", date("2024-01-31"), date("2024-02-01"));
    cases.check(-1, "date_diff", BIGINT, "year", date("2024-01-01"), date("2023-12-31"));
    cases.check(
        25, "date_diff", BIGINT, "hour", date("2024-01-01"), timestamp("2024-01-02T01:30:00"));
    cases.check(1, "date_diff", BIGINT, "week", date("2024-03-03"), date("2024-03-04"));
  }

  @Test
  void makesDates() {
    cases.check(date("2024-02-29").value(), "make_date", DATE, 2024, 2, 29);
    cases.check("INVALID_DATETIME", "make_date", DATE, 2023, 2, 29);
    cases.check("INVALID_DATETIME", "make_date", DATE, 2023, 13, 1);
    cases.check(
        micros("2024-02-29T12:30:01.5"), "make_timestamp", TIMESTAMP, 2024, 2, 29, 12, 30, 1.5);
    cases.check(date("2024-02-29").value(), "last_day", DATE, date("2024-02-01"));
    cases.check(micros("2023-11-14T22:13:20"), "epoch_ms", TIMESTAMP, 1_700_000_000_000L);
  }

  @Test
  void refusesDatesThatTimestampsDoNotReach() {
    Literal farAway = new Literal((long) Integer.MAX_VALUE, DATE);
    cases.checkCast("INVALID_DATETIME", farAway, TIMESTAMP);
    cases.check("INVALID_DATETIME", "strftime", VARCHAR, farAway, "%Y");
    cases.check("INVALID_DATETIME", "date_diff", BIGINT, "hour", farAway, date("2024-01-01"));
    cases.check("INVALID_DATETIME", "date_add", DATE, farAway, interval(HOUR));
  }

  @Test
  void formats() {
    Literal time = timestamp("2024-02-09T13:05:06.789012");
    cases.check("09.02.2024 13:05:06", "strftime", VARCHAR, time, "%d.%m.%Y %H:%M:%S");
    cases.check(
        "Fri Friday Feb February 040 PM 01 %",
        "strftime", VARCHAR, time, "%a %A %b %B %j %p %I %%");
    cases.check("2024-02-09", "strftime", VARCHAR, date("2024-02-09"), "%F");
    cases.check("INVALID_ARGUMENT", "strftime", VARCHAR, time, "%Q");
    cases.check("09.02.2024 13:05:06.789", "to_char", VARCHAR, time, "DD.MM.YYYY HH24:MI:SS.MS");
    cases.check("Fri, FEB 24 Q1 PM", "to_char", VARCHAR, time, "Dy, MON YY \"Q\"Q AM");
    cases.check("February", "monthname", VARCHAR, time);
    cases.check("Friday", "dayname", VARCHAR, date("2024-02-09"));
  }
}
