package dev.quern.executor.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.expressions.ExpressionFixture.Column;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Checks single calls: over constants, and over columns of 1 and 3 rows, by loop and by
 * interpreter.
 */
final class FunctionCases {
  private final ExpressionFixture fixture;

  FunctionCases(ExpressionFixture fixture) {
    this.fixture = fixture;
  }

  /** Checks the value, or if {@code expected} begins with an error code the error. */
  void check(Object expected, String function, DataType type, Object... arguments) {
    List<Literal> literals = new ArrayList<>();
    for (Object argument : arguments) {
      literals.add(literal(argument));
    }
    List<Expression> constants = List.copyOf(literals);
    compare(expected, new Call(function, constants, type, true), function + literals);
    for (int rows : new int[] {1, 3}) {
      List<Expression> columns = new ArrayList<>();
      Column[] values = new Column[literals.size()];
      for (int i = 0; i < values.length; i++) {
        Literal literal = literals.get(i);
        List<Object> repeated = Collections.nCopies(rows, literal.value());
        values[i] = new Column("c" + i, literal.type(), repeated);
        columns.add(new ColumnReference(i, literal.type(), true));
      }
      compare(expected, new Call(function, columns, type, true), function + literals, values);
    }
  }

  void checkCast(Object expected, Object value, DataType type) {
    Literal literal = literal(value);
    compare(expected, new Cast(literal, type, false), literal + " as " + type);
    Column column = new Column("c", literal.type(), Collections.singletonList(literal.value()));
    Expression reference = new ColumnReference(0, literal.type(), true);
    compare(expected, new Cast(reference, type, false), literal + " as " + type, column);
    Object attempt = isError(expected) ? null : expected;
    compare(attempt, new Cast(reference, type, true), literal + " try as " + type, column);
  }

  private void compare(Object expected, Expression expression, String what, Column... columns) {
    Object outcome = fixture.outcome(expression, columns);
    if (isError(expected)) {
      assertTrue(outcome.toString().startsWith(expected.toString()), what + " gave " + outcome);
      return;
    }
    assertTrue(outcome instanceof List<?>, what + " failed: " + outcome);
    for (Object value : (List<?>) outcome) {
      assertEquals(normal(expected), value, what);
    }
  }

  private static boolean isError(Object expected) {
    return expected instanceof String text
        && text.matches("(INVALID|NUMERIC|DIVISION|UNSUPPORTED)_.*|UNSUPPORTED.*");
  }

  private static Object normal(Object value) {
    return value instanceof Integer number ? (Object) number.longValue() : value;
  }

  /** Returns a literal of the type that the Java value suggests. */
  static Literal literal(Object value) {
    if (value instanceof Literal literal) {
      return literal;
    }
    if (value instanceof Integer number) {
      return new Literal(number.longValue(), DataTypes.INTEGER);
    }
    if (value instanceof Long number) {
      return new Literal(number, DataTypes.BIGINT);
    }
    if (value instanceof Double number) {
      return Literal.of(number);
    }
    if (value instanceof Boolean bool) {
      return Literal.of(bool);
    }
    if (value instanceof BigDecimal decimal) {
      int precision = Math.max(decimal.precision(), decimal.scale());
      return new Literal(decimal, DataType.decimal(Math.max(precision, 1), decimal.scale()));
    }
    return value == null ? Literal.ofNull(DataTypes.VARCHAR) : Literal.of((String) value);
  }

  static Literal date(String text) {
    return new Literal(java.time.LocalDate.parse(text).toEpochDay(), DataTypes.DATE);
  }

  static Literal timestamp(String text) {
    return new Literal(micros(text), DataTypes.TIMESTAMP);
  }

  static long micros(String text) {
    java.time.LocalDateTime time = java.time.LocalDateTime.parse(text);
    return time.toEpochSecond(java.time.ZoneOffset.UTC) * 1_000_000L + time.getNano() / 1000;
  }

  static Literal months(long months) {
    return new Literal(months, DataTypes.INTERVAL_YEAR_MONTH);
  }

  static Literal interval(long micros) {
    return new Literal(micros, DataTypes.INTERVAL_DAY_TIME);
  }
}
