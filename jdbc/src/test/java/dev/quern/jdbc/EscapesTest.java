package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT {d '2024-01-31'}                 | SELECT DATE '2024-01-31'",
        "SELECT { t'10:11:12'}                   | SELECT TIME '10:11:12'",
        "SELECT {TS '2024-01-31 10:11:12.5'} , 1 | SELECT TIMESTAMP '2024-01-31 10:11:12.5' , 1",
        "SELECT {fn ucase('a}')}                 | SELECT ucase('a}')",
        "SELECT {fn char({fn length('a')})}      | SELECT chr(length('a'))",
        "SELECT {fn locate(',', '(,)')}          | SELECT instr('(,)', ',')",
        "FROM {oj a LEFT JOIN b ON a.x = b.x} c  | FROM a LEFT JOIN b ON a.x = b.x c",
        "a LIKE 'x!%' {escape '!'}               | a LIKE 'x!%' ESCAPE '!'",
        "SELECT 1 {limit 5 offset 2}             | SELECT 1 LIMIT 5 offset 2",
        "SELECT '{d ''x''}', \"{fn a()}\"        | SELECT '{d ''x''}', \"{fn a()}\"",
        "SELECT 1 -- {d }                        | SELECT 1 -- {d }",
        "SELECT 1 /* {fn } */                    | SELECT 1 /* {fn } */",
        "SELECT {'d': 1}, {d: {fn pi()}}         | SELECT {'d': 1}, {d: pi()}",
        "SELECT {ts: 1}                          | SELECT {ts: 1}"
      })
  void writesThemInPlainSql(String sql, String plain) throws SQLException {
    assertEquals(plain, Escapes.toPlainSql(sql));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT {fn pi()", "SELECT {d '2024-01-31}"})
  void openOnesAreSyntaxErrors(String sql) {
    assertEquals(
        "42601", assertThrows(SQLException.class, () -> Escapes.toPlainSql(sql)).getSQLState());
  }

  @Test
  void callsAreRefused() {
    assertEquals(
        "0A000",
        assertThrows(SQLException.class, () -> Escapes.toPlainSql("{call x()}")).getSQLState());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{d '2024-01-31'} ; 2024-01-31",
        "{fn concat('a', {fn lcase('B')})} ; ab",
        "{fn log({fn exp(1)})} ; 1.0",
        "{fn space(2)} || 'x' ; `  x`",
        "{fn dayofweek({d '2024-01-07'})} ; 1",
        "{fn timestampadd(SQL_TSI_MONTH, 1 + 1, {d '2024-01-31'})} ; 2024-03-31",
        "{fn timestampadd(SQL_TSI_WEEK, 1, {d '2024-01-31'})} ; 2024-02-07",
        "{fn timestampdiff(SQL_TSI_DAY, {d '2024-01-31'}, {d '2024-02-02'})} ; 2",
        "{fn convert('12', SQL_INTEGER)} + 1 ; 13",
        "{fn ifnull(NULL, 3)} ; 3",
        "{fn left('abc', 2)} ; ab",
        "{fn extract(YEAR FROM {d '2024-01-31'})} ; 2024",
        "{fn user()} || {fn database()} || 'x' ; x",
        "{fn curdate()} = current_date ; true",
        "'a_b' LIKE 'a!_b' {escape '!'} ; true"
      })
  void answersAreRight(String expression, String expected) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:quern:?threads=1");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + expression)) {
      assertTrue(rows.next());
      assertEquals(expected, rows.getString(1));
    }
  }

  @Test
  void canBeSwitchedOff() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:quern:?threads=1");
        Statement statement = connection.createStatement()) {
      assertEquals("SELECT pi()", connection.nativeSQL("SELECT {fn pi()}"));
      statement.setEscapeProcessing(false);
      assertThrows(SQLException.class, () -> statement.executeQuery("SELECT {fn lcase('A')}"));
    }
  }
}
