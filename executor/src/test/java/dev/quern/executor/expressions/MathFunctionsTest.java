package dev.quern.executor.expressions;

import static dev.quern.plan.types.DataTypes.BIGINT;
import static dev.quern.plan.types.DataTypes.DOUBLE;
import static dev.quern.plan.types.DataTypes.INTEGER;

import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each mathematical function over constants and columns. */
class MathFunctionsTest {
  private final ExpressionFixture fixture = new ExpressionFixture();
  private final FunctionCases cases = new FunctionCases(fixture);

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  private static BigDecimal big(String text) {
    return new BigDecimal(text);
  }

  private static DataType decimal(int precision, int scale) {
    return DataType.decimal(precision, scale);
  }

  private void inDouble(Object expected, String function, Object... arguments) {
    cases.check(expected, function, DOUBLE, arguments);
  }

  private void inLong(Object expected, String function, Object... arguments) {
    cases.check(expected, function, BIGINT, arguments);
  }

  @Test
  void roundsIntegers() {
    cases.check(1200, "round", INTEGER, 1249, -2);
    cases.check(1300, "round", INTEGER, 1250, -2);
    cases.check(-1300, "round", INTEGER, -1250, -2);
    cases.check(7, "round", INTEGER, 7);
    cases.check(7, "round", INTEGER, 7, 3);
    cases.check("NUMERIC_OVERFLOW", "round", INTEGER, Integer.MAX_VALUE, -1);
    cases.check(1200, "trunc", INTEGER, 1299, -2);
    inLong(0L, "round", Long.MAX_VALUE, -19);
    cases.check(5, "abs", INTEGER, -5);
    cases.check("NUMERIC_OVERFLOW", "abs", INTEGER, Integer.MIN_VALUE);
    cases.check(-1, "sign", INTEGER, -3L);
    cases.check(3, "floor", INTEGER, 3);
  }

  @Test
  void roundsDecimals() {
    cases.check(big("2.35"), "round", decimal(4, 2), big("2.345"), 2);
    cases.check(big("-2.35"), "round", decimal(4, 2), big("-2.345"), 2);
    cases.check(big("2.350"), "round", decimal(4, 3), big("2.345"), 2);
    cases.check(big("2"), "round", decimal(4, 0), big("2.345"));
    cases.check(big("0.000"), "round", decimal(4, 3), big("2.345"), -1);
    cases.check(big("2.34"), "trunc", decimal(4, 2), big("2.349"), 2);
    cases.check(big("-2"), "ceil", decimal(4, 0), big("-2.345"));
    cases.check(big("-3"), "floor", decimal(4, 0), big("-2.345"));
    cases.check(big("3"), "ceil", decimal(4, 0), big("2.345"));
    cases.check(big("2"), "floor", decimal(4, 0), big("2.345"));
    cases.check(
        big("12345678901234567890124"), "ceil", decimal(38, 0), big("12345678901234567890123.45"));
    cases.check(big("6"), "ceil", decimal(10, 0), literal("5.00001", 38, 5));
    cases.check(big("2.345"), "abs", decimal(4, 3), big("-2.345"));
    cases.check(-1, "sign", INTEGER, big("-0.01"));
    cases.check("NUMERIC_OVERFLOW", "round", decimal(1, 0), big("9.9"));
  }

  private static Literal literal(String value, int precision, int scale) {
    return new Literal(big(value), DataType.decimal(precision, scale));
  }

  @Test
  void roundsDoubles() {
    inDouble(3.0, "round", 2.5);
    inDouble(-3.0, "round", -2.5);
    inDouble(0.0, "round", 0.49999999999999994);
    inDouble(2.68, "round", 2.675, 2);
    inDouble(1200.0, "round", 1234.0, -2);
    inDouble(2.67, "trunc", 2.679, 2);
    inDouble(-2.0, "trunc", -2.9);
    inDouble(-2.0, "ceil", -2.9);
    inDouble(-3.0, "floor", -2.9);
    inDouble(1e300, "round", 1e300, 2);
    inDouble(Double.NaN, "round", Double.NaN, 2);
  }

  @Test
  void raisesAndTakesRoots() {
    inDouble(4.0, "sqrt", 16.0);
    inDouble("INVALID_ARGUMENT", "sqrt", -1.0);
    inDouble(3.0, "cbrt", 27.0);
    inDouble(1024.0, "power", 2.0, 10.0);
    inDouble("NUMERIC_OVERFLOW", "power", 10.0, 400.0);
    inDouble("INVALID_ARGUMENT", "power", 0.0, -1.0);
    inDouble("INVALID_ARGUMENT", "power", -8.0, 0.5);
    inDouble(1.0, "exp", 0.0);
    inDouble("NUMERIC_OVERFLOW", "exp", 1000.0);
    inDouble(0.0, "ln", 1.0);
    inDouble("INVALID_ARGUMENT", "ln", 0.0);
    inDouble(3.0, "log10", 1000.0);
    inDouble(3.0, "log", 1000.0);
    inDouble(3.0, "log", 2.0, 8.0);
    inDouble(10.0, "log2", 1024.0);
    inDouble(Math.log(10) / Math.log(2), "log2", 10.0);
    inDouble("INVALID_ARGUMENT", "log", 1.0, 8.0);
  }

  @Test
  void computesAngles() {
    inDouble(Math.sin(1), "sin", 1.0);
    inDouble(Math.cos(1), "cos", 1.0);
    inDouble(Math.tan(1), "tan", 1.0);
    inDouble(1 / Math.tan(1), "cot", 1.0);
    inDouble(Math.asin(1), "asin", 1.0);
    inDouble("INVALID_ARGUMENT", "acos", 1.1);
    inDouble(Math.atan(1), "atan", 1.0);
    inDouble(Math.atan2(1, 2), "atan2", 1.0, 2.0);
    inDouble(Math.sinh(1), "sinh", 1.0);
    inDouble(Math.cosh(1), "cosh", 1.0);
    inDouble(Math.tanh(1), "tanh", 1.0);
    inDouble(180.0, "degrees", Math.PI);
    inDouble(Math.PI, "radians", 180.0);
    inDouble(Math.PI, "pi");
    cases.check(true, "is_nan", DataTypes.BOOLEAN, Double.NaN);
    cases.check(false, "is_infinite", DataTypes.BOOLEAN, 1.0);
  }

  @Test
  void computesWithBits() {
    inLong(2, "bitand", 6, 3);
    inLong(7, "bitor", 6, 3);
    inLong(5, "bitxor", 6, 3);
    cases.check(-6, "bitnot", INTEGER, 5);
    inLong(16, "shift_left", 1, 4);
    inLong("NUMERIC_OVERFLOW", "shift_left", 1, 63);
    inLong(-1, "shift_right", -16L, 4);
    inLong(32, "bit_count", -1);
    inLong(6, "gcd", 12, -18);
    inLong(12, "lcm", 4, 6);
    inLong(120, "factorial", 5);
    inLong("NUMERIC_OVERFLOW", "factorial", 21);
  }

  @Test
  void dividesAndFailsOnZero() {
    cases.check(-3, "divide", INTEGER, -7, 2);
    cases.check("NUMERIC_OVERFLOW", "divide", INTEGER, Integer.MIN_VALUE, -1);
    inLong("NUMERIC_OVERFLOW", "divide", Long.MIN_VALUE, -1L);
    cases.check(-1, "modulo", INTEGER, -7, 2);
    cases.check(-1, "mod", INTEGER, -7, 2);
    cases.check("DIVISION_BY_ZERO", "modulo", INTEGER, -7, 0);
    inDouble("DIVISION_BY_ZERO", "divide", 1.0, 0.0);
    inDouble(3.5, "divide", 7.0, 2.0);
    inDouble(1.0, "divide", big("2.50"), big("2.5"));
    cases.check(big("0.10"), "modulo", decimal(4, 2), big("7.30"), big("0.9"));
    cases.check("DIVISION_BY_ZERO", "modulo", decimal(4, 2), big("7.30"), big("0.0"));
    cases.check(
        big("1.5"),
        "modulo",
        decimal(30, 1),
        literal("1234567890123456789012345.5", 30, 1),
        literal("2.0", 30, 1));
  }

  @Test
  void keepsDecimalsExact() {
    cases.check(big("0.3"), "add", decimal(2, 1), big("0.1"), big("0.2"));
    cases.check(big("12.345"), "add", decimal(6, 3), big("12.3"), big("0.045"));
    cases.check(
        big("99999999999999999999.9"),
        "subtract",
        decimal(23, 1),
        literal("100000000000000000000.0", 22, 1),
        big("0.1"));
    cases.check(
        "NUMERIC_OVERFLOW",
        "add",
        decimal(38, 0),
        literal("9".repeat(38), 38, 0),
        literal("1", 38, 0));
    cases.check(
        literal("-" + "9".repeat(38), 38, 0).value(),
        "negate",
        decimal(38, 0),
        literal("9".repeat(38), 38, 0));
    cases.check(
        big("121932630.9892"),
        "multiply",
        decimal(38, 4),
        literal("12345.6789", 38, 4),
        literal("9876.5432", 38, 4));
    cases.check("NUMERIC_OVERFLOW", "add", DataTypes.TINYINT, tiny(100), tiny(100));
    cases.check("NUMERIC_OVERFLOW", "multiply", BIGINT, Long.MAX_VALUE, 2L);
    cases.check("NUMERIC_OVERFLOW", "subtract", BIGINT, Long.MIN_VALUE, 1L);
    cases.check("NUMERIC_OVERFLOW", "negate", BIGINT, Long.MIN_VALUE);
  }

  private static Literal tiny(long value) {
    return new Literal(value, DataTypes.TINYINT);
  }
}
