package dev.quern.parser.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quern.plan.errors.QueryException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SyntaxErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      SELEC 1 | SYNTAX_ERROR | Syntax error at line 1, column 1: unexpected "SELEC"; did you mean SELECT?
      SELECT 1 FORM t | SYNTAX_ERROR | Syntax error at line 1, column 15: unexpected "t"; did you mean FROM instead of "FORM"?
      SELECT * FROM t WHER a = 1 | SYNTAX_ERROR | Syntax error at line 1, column 22: unexpected "a"; did you mean WHERE instead of "WHER"?
      SELECT * FROM t WHERE | SYNTAX_ERROR | Syntax error at line 1, column 21: the statement ends too early; expected an expression
      SELECT a, FROM t | SYNTAX_ERROR | Syntax error at line 1, column 11: unexpected "FROM"; expected an expression
      SELECT * FROM t ORDER a | SYNTAX_ERROR | Syntax error at line 1, column 23: unexpected "a"; expected BY
      SELECT * FROM t LIMIT 'a' | SYNTAX_ERROR | Syntax error at line 1, column 23: unexpected "'a'"; expected a number
      SELECT 'abc | SYNTAX_ERROR | Syntax error at line 1, column 8: a string, quoted name or comment is not closed
      SELECT "abc | SYNTAX_ERROR | Syntax error at line 1, column 8: a string, quoted name or comment is not closed
      SELECT 1 /* x | SYNTAX_ERROR | Syntax error at line 1, column 14: a string, quoted name or comment is not closed
      SELECT @a | SYNTAX_ERROR | Syntax error at line 1, column 8: unexpected character "@"
      SELECT 🦆 | SYNTAX_ERROR | Syntax error at line 1, column 8: unexpected character "🦆"
      SET | SYNTAX_ERROR | Syntax error at line 1, column 3: the statement ends too early; expected a name
      INSERT INTO t VALUES (1) | UNSUPPORTED | Statement is not supported: INSERT at line 1, column 1; read files with CREATE EXTERNAL TABLE, write them with COPY ... TO
      CREATE TABLE t (a INT) | UNSUPPORTED | Statement is not supported: CREATE TABLE at line 1, column 8; read files with CREATE EXTERNAL TABLE, write them with COPY ... TO
      CREATE OR REPLACE TABLE t AS SELECT 1 | UNSUPPORTED | Statement is not supported: CREATE TABLE at line 1, column 19; read files with CREATE EXTERNAL TABLE, write them with COPY ... TO
      CREATE TEMPORARY TABLE t (a INT) | UNSUPPORTED | Statement is not supported: CREATE TEMPORARY TABLE at line 1, column 18; name a query with CREATE TEMPORARY VIEW, or keep its rows with COPY ... TO 'file.parquet' and read that file
      create or replace temp table t as select 1 | UNSUPPORTED | Statement is not supported: CREATE TEMPORARY TABLE at line 1, column 24; name a query with CREATE TEMPORARY VIEW, or keep its rows with COPY ... TO 'file.parquet' and read that file
      CREATE LOCAL TEMPORARY TABLE "#t" (a INT) | UNSUPPORTED | Statement is not supported: CREATE LOCAL TEMPORARY TABLE at line 1, column 8; name a query with CREATE TEMPORARY VIEW, or keep its rows with COPY ... TO 'file.parquet' and read that file
      CREATE GLOBAL TEMPORARY TABLE t (a INT) ON COMMIT PRESERVE ROWS | UNSUPPORTED | Statement is not supported: CREATE GLOBAL TEMPORARY TABLE at line 1, column 8; name a query with CREATE TEMPORARY VIEW, or keep its rows with COPY ... TO 'file.parquet' and read that file
      SELECT : a | SYNTAX_ERROR | Syntax error at line 1, column 8: expected the name of a parameter right behind the colon, such as :day
      SELECT :1 | SYNTAX_ERROR | Syntax error at line 1, column 8: expected the name of a parameter right behind the colon, such as :day
      SELECT :"a" | SYNTAX_ERROR | Syntax error at line 1, column 8: expected the name of a parameter right behind the colon, such as :day
      SELECT : | SYNTAX_ERROR | Syntax error at line 1, column 8: expected the name of a parameter right behind the colon, such as :day
      SELECT :::a | SYNTAX_ERROR | Syntax error at line 1, column 8: unexpected "::"; expected an expression
      SELECT m[1:2] FROM t | SYNTAX_ERROR | Syntax error at line 1, column 11: unexpected ":"; expected ']'
      SELECT m[1:b] FROM t | SYNTAX_ERROR | Syntax error at line 1, column 11: unexpected ":"; expected ']'
      SELECT a :b FROM t | SYNTAX_ERROR | Syntax error at line 1, column 10: unexpected ":"; expected a name, FROM, AS, WHERE, GROUP or HAVING
      SELECT ?, :a, :b, :a | SYNTAX_ERROR | Parameters with names and question marks in one statement: names=[a, b]; use one kind
      SELECT * FROM t AS :a | SYNTAX_ERROR | Syntax error at line 1, column 20: unexpected ":"; expected a name
      SELECT 1 AS temp TABLE | SYNTAX_ERROR | Syntax error at line 1, column 18: unexpected "TABLE"; expected FROM, WHERE, GROUP, HAVING, ORDER or LIMIT
      CREATE EXTERNAL TABLE t (a INT) STORED AS CSV | SYNTAX_ERROR | CREATE EXTERNAL TABLE needs LOCATION 'path' at line 1, column 43
      CREATE EXTERNAL TABLE t (a DECIMAL(50,2)) LOCATION 'x' | TYPE_MISMATCH | Not a type: DECIMAL(50,2) at line 1, column 28; expected at most 38 digits, and no more of them after the point than in all
      EXPLAIN (FORMAT foo) SELECT 1 | INVALID_OPTION | Unknown format of EXPLAIN: foo at line 1, column 20; known are TEXT, DOT and SVG
      EXPLAIN (FAST) SELECT 1 | INVALID_OPTION | Unknown option of EXPLAIN: fast; known are FORMAT and ANALYZE
      SELECT INTERVAL '1 foo' | INVALID_DATETIME | Cannot read interval '1 foo' at line 1, column 8: unknown unit "foo"
      SELECT INTERVAL '1 month 2 days' | INVALID_DATETIME | Cannot read interval '1 month 2 days' at line 1, column 8: years and months cannot be mixed with days and shorter units; add two
      """)
  void saysWhereAndWhatWasExpected(String sql, String code, String message) {
    QueryException error = assertThrows(QueryException.class, () -> StatementParser.parse(sql));
    assertEquals(message, error.message());
    assertEquals(code, error.code().name());
  }
}
