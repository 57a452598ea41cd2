package dev.quern.executor.expressions.functions.datetime;

import static dev.quern.executor.expressions.functions.declaration.FunctionBuilder.function;
import static dev.quern.executor.expressions.values.ValueKind.BYTES;
import static dev.quern.executor.expressions.values.ValueKind.DOUBLE;
import static dev.quern.executor.expressions.values.ValueKind.LONG;
import static dev.quern.plan.functions.FunctionSignature.Parameter.ANY;
import static dev.quern.plan.functions.FunctionSignature.Parameter.DATETIME;
import static dev.quern.plan.functions.FunctionSignature.Parameter.INTEGER;
import static dev.quern.plan.functions.FunctionSignature.Parameter.INTERVAL;
import static dev.quern.plan.functions.FunctionSignature.Parameter.VARCHAR;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.declaration.ScalarFunction;
import dev.quern.executor.expressions.functions.declaration.StateFactory;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Declares the functions on dates and times. One table, hence its length. */
public final class DateTimeFunctions {
  private static final List<String> SHORTHANDS =
      List.of(
          "year",
          "quarter",
          "month",
          "week",
          "day",
          "hour",
          "minute",
          "second",
          "isoyear",
          "millisecond",
          "microsecond");

  /** The fields of a date that have a method of their own. */
  private static final List<String> DIRECT =
      List.of("yearOfDate", "quarterOfDate", "monthOfDate", "dayOfDate", "doyOfDate", "dowOfDate");

  private DateTimeFunctions() {}

  /** Returns all functions of the topic. */
  public static List<ScalarFunction> all() {
    List<ScalarFunction> all = new ArrayList<>();
    for (TimeUnit unit : TimeUnit.values()) {
      all.add(
          ScalarFunction.operator(
              "extract_" + unit.name().toLowerCase(Locale.ROOT),
              (operands, result) -> extract(unit, operands)));
    }
    for (String name : SHORTHANDS) {
      all.add(shorthand(name, TimeUnit.of(name)));
    }
    all.add(shorthand("dayofmonth", TimeUnit.DAY));
    all.add(shorthand("dayofweek", TimeUnit.DOW));
    all.add(shorthand("dayofyear", TimeUnit.DOY));
    Collections.addAll(all, parts());
    Collections.addAll(all, arithmetic());
    Collections.addAll(all, making());
    Collections.addAll(all, texts());
    return all;
  }

  private static ScalarFunction shorthand(String name, TimeUnit unit) {
    return function(name)
        .takes(DATETIME)
        .returns(DataTypes.BIGINT)
        .help("Field " + unit + " of a date or timestamp", name + "(DATE '2024-02-29')")
        .resolvedBy((operands, result) -> extract(unit, operands));
  }

  private static ScalarFunction[] parts() {
    return new ScalarFunction[] {
      function("epoch")
          .takes(ANY)
          .returns(DataTypes.DOUBLE)
          .help(
              "Seconds since 1970-01-01, of a time or interval its seconds",
              "epoch(TIMESTAMP '1970-01-02 00:00:00.5')")
          .resolvedBy((operands, result) -> seconds(operands)),
      function("date_part")
          .alias("datepart")
          .takes(VARCHAR, ANY)
          .returns(DataTypes.BIGINT)
          .help("Field of a date, time or interval", "date_part('year', DATE '2024-02-29')")
          .resolvedBy(DateTimeFunctions::part),
      function("date_trunc")
          .alias("datetrunc")
          .takes(VARCHAR, DATETIME)
          .returns(FunctionSignature.Returns.LAST_ARGUMENT)
          .help("Start of the unit", "date_trunc('month', DATE '2024-02-29')")
          .resolvedBy(DateTimeFunctions::truncate),
      function("last_day")
          .takes(DATETIME)
          .returns(DataTypes.DATE)
          .help("Last day of the month", "last_day(DATE '2024-02-01')")
          .resolvedBy((operands, result) -> ofDay("lastDayOf", LONG, operands)),
      function("monthname")
          .takes(DATETIME)
          .returns(DataTypes.VARCHAR)
          .help("English name of the month", "monthname(DATE '2024-02-01')")
          .resolvedBy((operands, result) -> name("monthNameOf", operands)),
      function("dayname")
          .takes(DATETIME)
          .returns(DataTypes.VARCHAR)
          .help("English name of the day", "dayname(DATE '2024-02-01')")
          .resolvedBy((operands, result) -> name("dayNameOf", operands)),
    };
  }

  private static ScalarFunction[] arithmetic() {
    return new ScalarFunction[] {
      function("date_add")
          .takes(DATETIME, INTERVAL)
          .help(
              "Date or timestamp plus an interval",
              "date_add(DATE '2024-01-31', INTERVAL '1' MONTH)")
          .resolvedBy((operands, result) -> add(operands, 1)),
      function("date_sub")
          .takes(DATETIME, INTERVAL)
          .help(
              "Date or timestamp minus an interval",
              "date_sub(DATE '2024-01-31', INTERVAL '1' MONTH)")
          .resolvedBy((operands, result) -> add(operands, -1)),
      function("date_diff")
          .alias("datediff")
          .takes(VARCHAR, DATETIME, DATETIME)
          .returns(DataTypes.BIGINT)
          .help(
              "Starts of the unit between two dates",
              "date_diff('month', DATE '2024-01-31', DATE '2024-02-01')")
          .resolvedBy(DateTimeFunctions::difference),
    };
  }

  private static ScalarFunction[] making() {
    return new ScalarFunction[] {
      function("make_date")
          .takes(INTEGER, INTEGER, INTEGER)
          .returns(DataTypes.DATE)
          .help("Date of a year, month and day", "make_date(2024, 2, 29)")
          .by(DateArithmetic.class, "makeDate"),
      function("make_timestamp")
          .takes(INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, Parameter.DOUBLE)
          .returns(DataTypes.TIMESTAMP)
          .help("Timestamp of its six fields", "make_timestamp(2024, 2, 29, 12, 30, 1.5)")
          .by(DateArithmetic.class, "makeTimestamp"),
      function("to_timestamp")
          .takes(Parameter.DOUBLE)
          .returns(DataTypes.TIMESTAMP_WITH_TIME_ZONE)
          .help("Instant so many seconds after 1970-01-01", "to_timestamp(1700000000)")
          .resolvedBy(
              (operands, result) ->
                  Implementation.of(DateArithmetic.class, "ofEpochSeconds", LONG, DOUBLE)),
      function("timezone")
          .takes(VARCHAR, Parameter.TIMESTAMP)
          .returns(FunctionSignature.Returns.TIMESTAMP_OF_OTHER_KIND)
          .help(
              "Instant of a timestamp in a time zone, or timestamp of an instant; AT TIME ZONE",
              "timezone('Europe/Berlin', TIMESTAMP '2024-02-29 12:00:00')")
          .resolvedBy((operands, result) -> inZone(operands)),
      function("epoch_ms")
          .takes(INTEGER)
          .returns(DataTypes.TIMESTAMP)
          .help("Timestamp so many milliseconds after 1970-01-01", "epoch_ms(1700000000000)")
          .by(DateArithmetic.class, "ofEpochMillis"),
    };
  }

  private static ScalarFunction[] texts() {
    return new ScalarFunction[] {
      function("strftime")
          .takes(DATETIME, VARCHAR)
          .returns(DataTypes.VARCHAR)
          .help(
              "Text by a pattern with %Y, %m, %d, %H, ...",
              "strftime(DATE '2024-02-29', '%d.%m.%Y')")
          .resolvedBy((operands, result) -> format(DateFormat::strftime, operands)),
      function("to_char")
          .takes(DATETIME, VARCHAR)
          .returns(DataTypes.VARCHAR)
          .help(
              "Text by a pattern with YYYY, MM, DD, HH24, ...",
              "to_char(DATE '2024-02-29', 'DD.MM.YYYY')")
          .resolvedBy((operands, result) -> format(DateFormat::toChar, operands)),
    };
  }

  private static @Nullable Implementation extract(TimeUnit unit, List<DataType> operands) {
    if (operands.size() != 1) {
      return null;
    }
    DataType type = operands.get(0);
    String name = unit.name().toLowerCase(Locale.ROOT) + "OfDate";
    if (type instanceof DataType.DateType && DIRECT.contains(name)) {
      return Implementation.of(DateFields.class, name, LONG, LONG).asTotal();
    }
    String method = "extract" + kindOf(type);
    return kindOf(type).isEmpty()
        ? null
        : Implementation.of(Extracts.class, method, LONG, LONG).withSettings(unit.code());
  }

  /** Returns the word for the type in names of methods; empty for a type that has no fields. */
  private static String kindOf(DataType type) {
    if (type instanceof DataType.DateType) {
      return "Date";
    }
    if (type instanceof DataType.TimeType) {
      return "Time";
    }
    if (isTimestamp(type)) {
      return "Timestamp";
    }
    if (type instanceof DataType.IntervalType interval) {
      return interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH ? "Months" : "Micros";
    }
    return "";
  }

  private static @Nullable Implementation seconds(List<DataType> operands) {
    String kind = kindOf(operands.get(0));
    if (kind.isEmpty()) {
      return null;
    }
    String unit = kind.equals("Date") || kind.equals("Months") ? kind : "Micros";
    return Implementation.of(DateFields.class, "secondsOf" + unit, DOUBLE, LONG);
  }

  private static @Nullable Implementation part(List<DataType> operands, DataType result) {
    String kind = kindOf(operands.get(1));
    return kind.isEmpty() ? null : ofUnit("partOf" + kind, BYTES, LONG);
  }

  private static @Nullable Implementation truncate(List<DataType> operands, DataType result) {
    DataType type = operands.get(1);
    if (type instanceof DataType.DateType) {
      // A DATE may be asked for as a timestamp.
      return isTimestamp(result)
          ? ofUnit("truncateDateToTimestamp", BYTES, LONG)
          : ofUnit("truncateDate", BYTES, LONG);
    }
    return isTimestamp(type) ? ofUnit("truncateTimestamp", BYTES, LONG) : null;
  }

  private static @Nullable Implementation difference(List<DataType> operands, DataType result) {
    Integer startIsDay = operands.get(1) instanceof DataType.DateType ? 1 : 0;
    Integer endIsDay = operands.get(2) instanceof DataType.DateType ? 1 : 0;
    return ofUnit("difference", BYTES, LONG, LONG).withSettings(startIsDay, endIsDay);
  }

  private static Implementation inZone(List<DataType> operands) {
    String method = operands.get(1) instanceof DataType.TimestampType ? "toInstant" : "toLocal";
    return Implementation.of(ZoneState.class, method, LONG, BYTES, LONG)
        .withState(ZoneState.class, ZoneState::create);
  }

  private static Implementation ofUnit(String method, ValueKind... kinds) {
    return Implementation.of(UnitState.class, method, LONG, kinds)
        .withState(UnitState.class, UnitState::create);
  }

  private static @Nullable Implementation ofDay(
      String method, ValueKind result, List<DataType> operands) {
    String kind = kindOf(operands.get(0));
    return kind.equals("Date") || kind.equals("Timestamp")
        ? Implementation.of(DateArithmetic.class, method + kind, result, LONG)
        : null;
  }

  private static @Nullable Implementation name(String method, List<DataType> operands) {
    String kind = kindOf(operands.get(0));
    return kind.equals("Date") || kind.equals("Timestamp")
        ? Implementation.of(DateFormat.class, method + kind, BYTES, LONG)
        : null;
  }

  private static @Nullable Implementation format(StateFactory state, List<DataType> operands) {
    String kind = kindOf(operands.get(0));
    return kind.equals("Date") || kind.equals("Timestamp")
        ? Implementation.of(DateFormat.class, "format" + kind, BYTES, LONG, BYTES)
            .withState(DateFormat.class, state)
        : null;
  }

  /** Returns the sum of a date, time or timestamp and an interval. */
  private static @Nullable Implementation add(List<DataType> operands, int sign) {
    if (operands.size() != 2) {
      return null;
    }
    String point = kindOf(operands.get(0));
    String interval = kindOf(operands.get(1));
    boolean known =
        (point.equals("Date") || point.equals("Timestamp") || point.equals("Time"))
            && (interval.equals("Months") || interval.equals("Micros"))
            && !(point.equals("Time") && interval.equals("Months"));
    return known
        ? Implementation.of(DateArithmetic.class, "add" + interval + "To" + point, LONG, LONG, LONG)
            .withSettings(sign)
        : null;
  }

  /**
   * Returns the method of {@code + - * /} on dates and intervals, or null. The operators themselves
   * are declared with arithmetic.
   */
  public static @Nullable Implementation operator(
      String name, List<DataType> operands, DataType result) {
    if (operands.size() != 2) {
      return null;
    }
    DataType a = operands.get(0);
    DataType b = operands.get(1);
    boolean bothIntervals =
        a instanceof DataType.IntervalType && b instanceof DataType.IntervalType;
    int sign = name.equals("subtract") ? -1 : 1;
    if (name.equals("multiply") || name.equals("divide")) {
      return a instanceof DataType.IntervalType interval ? scaled(name, interval, b) : null;
    }
    if (!name.equals("add") && !name.equals("subtract")) {
      return null;
    }
    if (bothIntervals) {
      return Implementation.of(DateArithmetic.class, name, LONG, LONG, LONG);
    }
    if (b instanceof DataType.IntervalType) {
      return add(operands, sign);
    }
    if (a instanceof DataType.DateType && b instanceof DataType.IntegerType) {
      return Implementation.of(DateArithmetic.class, "addDays", LONG, LONG, LONG)
          .withSettings(sign);
    }
    return sign < 0 ? between(a, b, result) : null;
  }

  /** A decimal is no factor: its digits without the point would be taken for a whole number. */
  private static @Nullable Implementation scaled(
      String name, DataType.IntervalType interval, DataType factor) {
    if (factor instanceof DataType.IntegerType && name.equals("multiply")) {
      return Implementation.of(DateArithmetic.class, name, LONG, LONG, LONG);
    }
    if (!(factor instanceof DataType.DoubleType)) {
      return null;
    }
    String method =
        interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH ? name + "Months" : name;
    return Implementation.of(DateArithmetic.class, method, LONG, LONG, DOUBLE);
  }

  private static @Nullable Implementation between(DataType a, DataType b, DataType result) {
    if (a instanceof DataType.DateType && b instanceof DataType.DateType) {
      String method = result instanceof DataType.IntervalType ? "microsBetweenDays" : "daysBetween";
      return Implementation.of(DateArithmetic.class, method, LONG, LONG, LONG);
    }
    boolean sameKind = isTimestamp(a) && isTimestamp(b);
    boolean times = a instanceof DataType.TimeType && b instanceof DataType.TimeType;
    return sameKind || times
        ? Implementation.of(DateArithmetic.class, "subtract", LONG, LONG, LONG)
        : null;
  }

  private static boolean isTimestamp(DataType type) {
    return type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType;
  }
}
