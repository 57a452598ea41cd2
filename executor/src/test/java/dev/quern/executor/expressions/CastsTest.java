package dev.quern.executor.expressions;

import static dev.quern.executor.expressions.FunctionCases.date;
import static dev.quern.executor.expressions.FunctionCases.micros;
import static dev.quern.executor.expressions.FunctionCases.timestamp;
import static dev.quern.plan.types.DataTypes.BIGINT;
import static dev.quern.plan.types.DataTypes.BOOLEAN;
import static dev.quern.plan.types.DataTypes.DATE;
import static dev.quern.plan.types.DataTypes.DOUBLE;
import static dev.quern.plan.types.DataTypes.FLOAT;
import static dev.quern.plan.types.DataTypes.INTEGER;
import static dev.quern.plan.types.DataTypes.SMALLINT;
import static dev.quern.plan.types.DataTypes.TIME;
import static dev.quern.plan.types.DataTypes.TIMESTAMP;
import static dev.quern.plan.types.DataTypes.TIMESTAMP_WITH_TIME_ZONE;
import static dev.quern.plan.types.DataTypes.TINYINT;
import static dev.quern.plan.types.DataTypes.VARCHAR;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Casts, and TRY_CAST of the same values, by loop and by interpreter. */
class CastsTest {
  private final ExpressionFixture fixture = new ExpressionFixture();
  private final FunctionCases cases = new FunctionCases(fixture);

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  private static BigDecimal big(String text) {
    return new BigDecimal(text);
  }

  @Test
  void readsIntegers() {
    cases.checkCast(12L, " 12 ", INTEGER);
    cases.checkCast(-128L, "-128", TINYINT);
    cases.checkCast("INVALID_CAST: Cannot cast: value=\"128\", type=TINYINT", "128", TINYINT);
    cases.checkCast(Long.MIN_VALUE, "-9223372036854775808", BIGINT);
    cases.checkCast(Long.MAX_VALUE, "+9223372036854775807", BIGINT);
    cases.checkCast("INVALID_CAST", "9223372036854775808", BIGINT);
    cases.checkCast("INVALID_CAST", "-9223372036854775809", BIGINT);
    cases.checkCast("INVALID_CAST", "99999999999999999999", BIGINT);
    cases.checkCast("INVALID_CAST", "", INTEGER);
    cases.checkCast("INVALID_CAST", "-", INTEGER);
    cases.checkCast("INVALID_CAST", "12a", INTEGER);
    cases.checkCast("INVALID_CAST", "1.5", INTEGER);
  }

  @Test
  void readsDoubles() {
    cases.checkCast(0.1, "0.1", DOUBLE);
    cases.checkCast(-123456.789, "-123456.789", DOUBLE);
    cases.checkCast(1e300, "1e300", DOUBLE);
    cases.checkCast(Double.NaN, "NaN", DOUBLE);
    cases.checkCast(Double.NEGATIVE_INFINITY, "-Infinity", DOUBLE);
    cases.checkCast(3.141592653589793, "3.141592653589793", DOUBLE);
    cases.checkCast(5.0, "5.", DOUBLE);
    cases.checkCast(0.5, ".5", DOUBLE);
    cases.checkCast("INVALID_CAST", "1e400", DOUBLE);
    cases.checkCast("INVALID_CAST", "0x10", DOUBLE);
    cases.checkCast("INVALID_CAST", "1d", DOUBLE);
    cases.checkCast("INVALID_CAST", ".", DOUBLE);
    cases.checkCast("INVALID_CAST", "1e300", FLOAT);
    cases.checkCast((double) 0.1f, "0.1", FLOAT);
  }

  @Test
  void readsRandomDoublesExactly() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (!Double.isNaN(value) && !Double.isInfinite(value)) {
        Object text =
            fixture.single(new dev.quern.plan.expressions.Cast(Literal.of(value), VARCHAR, false));
        assertEquals(value, Double.parseDouble(text.toString()), "seed " + seed);
        cases.checkCast(value, text, DOUBLE);
      }
    }
  }

  @Test
  void readsDecimals() {
    DataType type = DataType.decimal(10, 2);
    cases.checkCast(big("12.35"), "12.345", type);
    cases.checkCast(big("-12.35"), "-12.345", type);
    cases.checkCast(big("1200.00"), "1.2e3", type);
    cases.checkCast(big("0.01"), "1e-2", type);
    cases.checkCast(big("0.00"), "1e-99", type);
    cases.checkCast(big("0.50"), ".5", type);
    cases.checkCast("INVALID_CAST", "100000000", type);
    cases.checkCast("INVALID_CAST", "99999999.995", type);
    cases.checkCast("INVALID_CAST", "1.2.3", type);
    cases.checkCast("INVALID_CAST", "e5", type);
    cases.checkCast("INVALID_CAST", "1e99999", type);
    cases.checkCast("INVALID_CAST", "1e999999999", type);
    String digits = "9".repeat(38);
    cases.checkCast(big(digits), digits, DataType.decimal(38, 0));
    cases.checkCast(big("-" + digits), "-" + digits, DataType.decimal(38, 0));
    cases.checkCast("INVALID_CAST", digits + "9", DataType.decimal(38, 0));
    cases.checkCast("INVALID_CAST", digits + ".9", DataType.decimal(38, 0));
    cases.checkCast(
        big("1." + "0".repeat(36) + "1"), "1." + "0".repeat(36) + "1", DataType.decimal(38, 37));
    cases.checkCast(big("0." + "1".repeat(38)), "0." + "1".repeat(60), DataType.decimal(38, 38));
  }

  @Test
  void readsDatesAndTimes() {
    cases.checkCast(date("2024-02-29").value(), "2024-02-29", DATE);
    cases.checkCast(date("2024-02-09").value(), " 2024-2-9 ", DATE);
    cases.checkCast(date("2024-02-29").value(), "2024-02-29 10:00:00", DATE);
    cases.checkCast(
        "INVALID_CAST: Cannot cast: value=\"2023-02-29\", type=DATE", "2023-02-29", DATE);
    cases.checkCast("INVALID_CAST", "2024-13-01", DATE);
    cases.checkCast("INVALID_CAST", "20240101", DATE);
    cases.checkCast("INVALID_CAST", "2024-01-01x", DATE);
    cases.checkCast("INVALID_CAST", "", DATE);
    cases.checkCast(micros("2024-02-29T12:30:15.25"), "2024-02-29 12:30:15.25", TIMESTAMP);
    cases.checkCast(micros("2024-02-29T12:30:00"), "2024-02-29T12:30Z", TIMESTAMP);
    cases.checkCast(micros("2024-02-29T00:00:00"), "2024-02-29", TIMESTAMP);
    cases.checkCast(
        micros("2024-02-29T10:30:00"), "2024-02-29 12:30:00+02", TIMESTAMP_WITH_TIME_ZONE);
    cases.checkCast(
        micros("2024-02-29T18:00:00"), "2024-02-29 12:30:00 -05:30", TIMESTAMP_WITH_TIME_ZONE);
    cases.checkCast("INVALID_CAST", "2024-02-29 24:00:00", TIMESTAMP);
    cases.checkCast("INVALID_CAST", "2024-02-29 12:60:00", TIMESTAMP);
    cases.checkCast("INVALID_CAST", "2024-02-29 12:00:00.", TIMESTAMP);
    cases.checkCast("INVALID_CAST", "2024-02-29 12:00:00 CET", TIMESTAMP);
    cases.checkCast(45_015_000_001L, "12:30:15.000001", TIME);
    cases.checkCast("INVALID_CAST", "12", TIME);
  }

  @Test
  void readsBooleans() {
    cases.checkCast(true, " TRUE", BOOLEAN);
    cases.checkCast(false, "f", BOOLEAN);
    cases.checkCast("INVALID_CAST", "maybe", BOOLEAN);
  }

  @Test
  void writesText() {
    cases.checkCast("true", true, VARCHAR);
    cases.checkCast("-9223372036854775808", Long.MIN_VALUE, VARCHAR);
    cases.checkCast("0", 0, VARCHAR);
    cases.checkCast("1.50", big("1.50"), VARCHAR);
    cases.checkCast("-0.05", big("-0.05"), VARCHAR);
    cases.checkCast("-" + "9".repeat(37) + ".9", big("-" + "9".repeat(37) + ".9"), VARCHAR);
    cases.checkCast("1.0", 1.0, VARCHAR);
    cases.checkCast("-0.0", -0.0, VARCHAR);
    cases.checkCast("0.1", 0.1, VARCHAR);
    cases.checkCast("0.0001", 0.0001, VARCHAR);
    cases.checkCast("1e-05", 0.00001, VARCHAR);
    cases.checkCast("12345678.0", 12345678.0, VARCHAR);
    cases.checkCast("12345678.5", 12345678.5, VARCHAR);
    cases.checkCast("1000000000000000.0", 1e15, VARCHAR);
    cases.checkCast("1e+16", 1e16, VARCHAR);
    cases.checkCast("1.5e+300", 1.5e300, VARCHAR);
    cases.checkCast("NaN", Double.NaN, VARCHAR);
    cases.checkCast("-Infinity", Double.NEGATIVE_INFINITY, VARCHAR);
    cases.checkCast("0.1", new Literal((double) 0.1f, FLOAT), VARCHAR);
    cases.checkCast("2024-02-29", date("2024-02-29"), VARCHAR);
    cases.checkCast("-0044-03-15", date("-0044-03-15"), VARCHAR);
    cases.checkCast("2024-02-29 12:30:15.25", timestamp("2024-02-29T12:30:15.25"), VARCHAR);
    cases.checkCast("1969-12-31 23:59:59.999999", new Literal(-1L, TIMESTAMP), VARCHAR);
    cases.checkCast("1 year 2 months", FunctionCases.months(14), VARCHAR);
    cases.checkCast("1 day 02:00:00", FunctionCases.interval(26 * 3_600_000_000L), VARCHAR);
  }

  @Test
  void convertsNumbers() {
    cases.checkCast(2L, 2.5, INTEGER);
    cases.checkCast(4L, 3.5, INTEGER);
    cases.checkCast("INVALID_CAST", Double.NaN, INTEGER);
    cases.checkCast("INVALID_CAST", 2147483648.0, INTEGER);
    cases.checkCast("INVALID_CAST", 9.3e18, BIGINT);
    cases.checkCast(3L, big("2.5"), INTEGER);
    cases.checkCast("INVALID_CAST", big("40000"), SMALLINT);
    cases.checkCast(big("0.10"), 0.1, DataType.decimal(10, 2));
    cases.checkCast(big("1.01"), 1.005, DataType.decimal(10, 2));
    cases.checkCast(big("123456789012345680000.0"), 1.2345678901234568e20, DataType.decimal(30, 1));
    cases.checkCast("INVALID_CAST", 1e40, DataType.decimal(38, 0));
    cases.checkCast("INVALID_CAST", 100.0, DataType.decimal(4, 2));
    cases.checkCast(big("5.00"), 5, DataType.decimal(10, 2));
    cases.checkCast("INVALID_CAST", 500, DataType.decimal(4, 2));
    cases.checkCast(big("9223372036854775807.00"), Long.MAX_VALUE, DataType.decimal(38, 2));
    cases.checkCast(1L, true, INTEGER);
    cases.checkCast(true, 7, BOOLEAN);
    cases.checkCast("INVALID_CAST", 1e300, FLOAT);
    cases.checkCast(date("2024-02-29").value(), timestamp("2024-02-29T12:30:00"), DATE);
    Object unsupported =
        fixture.single(new dev.quern.plan.expressions.Cast(date("2024-02-29"), INTEGER, true));
    assertEquals("UNSUPPORTED: Unsupported cast: from=DATE, to=INTEGER", unsupported);
  }
}
