package dev.quern.parser.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quern.parser.testing.Analyses;
import dev.quern.parser.testing.TestCatalog;
import dev.quern.plan.errors.QueryException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnalysisErrorsTest {
  private final Analyses analyses =
      new Analyses(
          new TestCatalog()
              .run(
                  """
                  CREATE EXTERNAL TABLE region (r_key BIGINT, r_name VARCHAR) LOCATION 'x';
                  CREATE VIEW loop AS SELECT * FROM loop;
                  CREATE VIEW broken AS SELECT r_nam FROM region;
                  CREATE VIEW narrow (a, b) AS SELECT r_name FROM region;
                  """));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      SELECT r_nam FROM region | UNKNOWN_COLUMN | Unknown column: r_nam at line 1, column 8; did you mean r_name?
      SELECT r.r_kye FROM region r | UNKNOWN_COLUMN | Unknown column: r_kye at line 1, column 10; did you mean r_key?
      SELECT * EXCLUDE (r_nme) FROM region | UNKNOWN_COLUMN | Unknown column: r_nme at line 1, column 19; did you mean r_name?
      SELECT x.r_name FROM region r | UNKNOWN_TABLE | Unknown table: x at line 1, column 8
      SELECT * FROM regoin | UNKNOWN_TABLE | Unknown table: regoin at line 1, column 15; did you mean region?
      WITH abc AS (SELECT 1) SELECT * FROM abd | UNKNOWN_TABLE | Unknown table: abd at line 1, column 38; did you mean abc?
      SELECT * FROM a.b | UNKNOWN_TABLE | Unknown table: a.b at line 1, column 15
      SELECT uper(r_name) FROM region | UNKNOWN_FUNCTION | Unknown function: uper at line 1, column 8; did you mean upper?
      SELECT json_value(r_name, '$.a') FROM region | UNKNOWN_FUNCTION | Unknown function: json_value at line 1, column 8
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY r_key) FROM region | UNKNOWN_FUNCTION | Unknown function: quantile_cont at line 1, column 8
      SELECT * FROM generate_series('a', 5) | UNSUPPORTED | range and generate_series take constant whole numbers at line 1, column 31
      SELECT * FROM region TABLESAMPLE BERNOULLI(10) | UNSUPPORTED | Not supported in FROM: TABLESAMPLE at line 1, column 15
      SELECT * FROM region WHERE r_name | TYPE_MISMATCH | Invalid query at line 1, column 28: WHERE clause must be a condition
      SELECT (SELECT r_key, r_name FROM region) | TYPE_MISMATCH | Sub-query used as a value must have one column at line 1, column 8
      SELECT (SELECT max(a.r_key) FROM region b) FROM region a | UNSUPPORTED | Aggregate over columns of the query around is not supported: function=MAX at line 1, column 16; compute it in the query around
      SELECT coalesce(r_key, r_name) FROM region | TYPE_MISMATCH | Results of CASE or COALESCE have no type in common at line 1, column 8; cast some of them
      SELECT CASE WHEN r_key > 1 THEN r_key ELSE substring(r_name, 1, 1) END FROM region | TYPE_MISMATCH | Results of CASE or COALESCE have no type in common at line 1, column 8; cast some of them
      SELECT CAST('x' AS FOO) | TYPE_MISMATCH | Unknown type: FOO at line 1, column 20
      SELECT DATE '2020-13-01' | INVALID_DATETIME | Illegal DATE literal '2020-13-01': not in format 'yyyy-MM-dd' at line 1, column 8
      SELECT r_name, count(*) FROM region | INVALID_QUERY | Invalid query at line 1, column 8: Expression 'r_name' is not being grouped
      SELECT * FROM region UNION SELECT 1 | INVALID_QUERY | Invalid query at line 1, column 35: Column count mismatch in UNION
      SELECT ? | INVALID_ARGUMENT | No value for parameter 1 at line 1, column 8; given are 0
      SELECT * FROM read_csv() | INVALID_OPTION | read_csv needs a path at line 1, column 15
      SELECT * FROM read_csv('a', x => 1, X => 2) | INVALID_OPTION | Option given twice: x at line 1, column 37
      SELECT * FROM read_csv('a', x => 1 + 1) | INVALID_OPTION | Expected a constant at line 1, column 34
      SELECT *, count(*) FROM region GROUP BY ALL | UNSUPPORTED | GROUP BY ALL cannot be used with * at line 1, column 32; name the columns
      SELECT * FROM loop | INVALID_QUERY | In view loop: View refers to itself: loop
      SELECT * FROM broken | UNKNOWN_COLUMN | In view broken: Unknown column: r_nam at line 1, column 8; did you mean r_name?
      SELECT * FROM narrow | INVALID_QUERY | In view narrow: View names 2 columns, its query has 1
      """)
  void nameTheThingThePlaceAndTheRemedy(String sql, String code, String message) {
    QueryException error = assertThrows(QueryException.class, () -> analyses.analyze(sql));
    assertEquals(message, error.message());
    assertEquals(code, error.code().name());
  }
}
