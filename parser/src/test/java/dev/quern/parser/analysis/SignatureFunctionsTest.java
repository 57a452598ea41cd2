package dev.quern.parser.analysis;

import static dev.quern.parser.testing.Analyses.function;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.parser.testing.Analyses;
import dev.quern.parser.testing.TestCatalog;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature.Kind;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.functions.FunctionSignature.Returns;
import dev.quern.plan.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureFunctionsTest {
  private final Analyses analyses =
      new Analyses(
          new TestCatalog()
              .run(
                  """
                  CREATE EXTERNAL TABLE t (i INTEGER, n BIGINT NOT NULL, d DECIMAL(10,2), s VARCHAR,
                    day DATE, ts TIMESTAMP, l INTEGER ARRAY) LOCATION 'x'
                  """),
          function("half", Kind.SCALAR, Returns.FIXED, DataTypes.DOUBLE, 1, Parameter.DOUBLE),
          function("same", Kind.SCALAR, Returns.FIRST_ARGUMENT, null, 1, Parameter.ANY),
          function("upper", Kind.SCALAR, Returns.FIXED, DataTypes.VARCHAR, 1, Parameter.VARCHAR),
          function("hour_of", Kind.SCALAR, Returns.FIXED, DataTypes.BIGINT, 1, Parameter.TIMESTAMP),
          function(
              "most", Kind.SCALAR, Returns.COMMON, null, 2, Parameter.COMMON, Parameter.COMMON),
          function(
              "first_of", Kind.SCALAR, Returns.ELEMENT_OF_FIRST_ARGUMENT, null, 1, Parameter.LIST),
          function("median", Kind.AGGREGATE, Returns.FIXED, DataTypes.DOUBLE, 1, Parameter.DOUBLE),
          function(
              "string_agg",
              Kind.AGGREGATE,
              Returns.FIXED,
              DataTypes.VARCHAR,
              1,
              Parameter.VARCHAR,
              Parameter.VARCHAR),
          function(
              "list_of", Kind.AGGREGATE, Returns.LIST_OF_FIRST_ARGUMENT, null, 1, Parameter.ANY));

  @Test
  void typesFollowFromTheSignature() {
    assertEquals(
        "half(n) DOUBLE NOT NULL, half_alias(i) DOUBLE, same(d) DECIMAL(10,2), most(i, d) DECIMAL(12,2),"
            + " first_of(l) INTEGER",
        analyses.columns("SELECT half(n), half_alias(i), same(d), most(i, d), first_of(l) FROM t"));
    assertEquals(
        "median(i) DOUBLE, list_of(i) LIST<INTEGER>, string_agg(s, ',' ORDER BY i) VARCHAR",
        analyses.columns("SELECT median(i), list_of(i), string_agg(s, ',' ORDER BY i) FROM t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      half(i) | half(CAST($0):DOUBLE)
      hour_of(day) | hour_of(CAST($4):TIMESTAMP(6))
      hour_of('2020-01-01') | hour_of(CAST(_UTF-8'2020-01-01'):TIMESTAMP(6) NOT NULL)
      half(NULL) | half(null:DOUBLE)
      most(i, d) | most(CAST($0):DECIMAL(12, 2), CAST($2):DECIMAL(12, 2))
      """)
  void castsWhatNearlyFits(String call, String expression) {
    String algebra = analyses.algebra("SELECT " + call + " AS x FROM t");
    assertTrue(algebra.startsWith("LogicalProject(x=[" + expression + "])"), algebra);
  }

  @Test
  void keepsTheOrderOfAnAggregate() {
    String algebra = analyses.algebra("SELECT string_agg(s, ',' ORDER BY i DESC) FROM t");
    assertTrue(algebra.contains("string_agg($0, $1) WITHIN GROUP ([2 DESC])"), algebra);
  }

  @Test
  void aggregatesWorkAsWindowsAndWithFilters() {
    assertEquals(
        "x DOUBLE, y DOUBLE",
        analyses.columns(
            "SELECT median(i) OVER (PARTITION BY s) x, sum(d::double) OVER () y FROM t"));
    analyses.analyze(
        "SELECT median(i) FILTER (WHERE i > 1), median(DISTINCT i) FROM t GROUP BY ALL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"half(s)", "half()", "half(1, 2)", "upper(i)", "first_of(i)", "hour_of(s)"})
  void refusesWhatDoesNotFit(String call) {
    QueryException error =
        assertThrows(QueryException.class, () -> analyses.analyze("SELECT " + call + " FROM t"));
    assertTrue(
        error.code() == ErrorCode.TYPE_MISMATCH || error.code() == ErrorCode.INVALID_QUERY,
        error.message());
  }
}
