package dev.quern.parser.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementParserTest {
  @Test
  void splitsAtSemicolonsOutsideOfStringsAndComments() {
    String text = "SELECT ';' -- a ; b\n ; /* ; */ SELECT \";\";;\r\n  SHOW TABLES ; ";
    List<String> texts = StatementParser.parse(text).stream().map(Statement::sql).toList();
    assertEquals(List.of("SELECT ';'", "SELECT \";\"", "SHOW TABLES"), texts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n ", ";", "-- nothing", "/* nothing */ ;;"})
  void findsNoStatementInBlanksAndComments(String text) {
    assertEquals(List.of(), StatementParser.parse(text));
  }

  @Test
  void slicesTextAcrossLines() {
    Explain explain = only(Explain.class, "\r\n EXPLAIN\r\n SELECT 'é',\n\t1\n FROM t -- end");
    assertEquals("EXPLAIN\r\n SELECT 'é',\n\t1\n FROM t", explain.sql());
    assertEquals("SELECT 'é',\n\t1\n FROM t", explain.query().sql());
  }

  @Test
  void readsExternalTable() {
    CreateExternalTable create =
        only(
            CreateExternalTable.class,
            """
            CREATE OR REPLACE EXTERNAL TABLE IF NOT EXISTS s."My Table" (
              c BIGINT NOT NULL, d DECIMAL(15,2), e VARCHAR(10), f DOUBLE PRECISION, g TEXT,
              "date" DATE, year, ts TIMESTAMP WITH TIME ZONE, l INTEGER ARRAY, n NUMERIC, r REAL)
            STORED AS CSV PARTITIONED BY (y, m) LOCATION 'data/*.csv'
            OPTIONS (delim ';', 'Header' 'true', null_value = 'NA', skip 1, all_varchar, csv.quote '"')
            """);
    assertEquals(List.of("s", "My Table"), create.name());
    assertTrue(create.orReplace() && create.ifNotExists());
    assertEquals("csv", create.format());
    assertEquals(List.of("y", "m"), create.partitionColumns());
    assertEquals(List.of("data/*.csv"), create.locations());
    assertEquals(
        List.of(
            "delim=;",
            "header=true",
            "null_value=NA",
            "skip=1",
            "all_varchar=true",
            "csv.quote=\""),
        create.options().entrySet().stream().map(Map.Entry::toString).toList());
    assertEquals(new ColumnDeclaration("c", DataTypes.BIGINT, false), create.columns().get(0));
    assertEquals(
        new ColumnDeclaration("d", DataType.decimal(15, 2), true), create.columns().get(1));
    assertEquals(
        List.of("VARCHAR", "DOUBLE", "VARCHAR", "DATE"),
        create.columns().subList(2, 6).stream().map(c -> typeName(c)).toList());
    assertEquals(new ColumnDeclaration("year", null, true), create.columns().get(6));
    assertEquals(
        List.of("TIMESTAMP WITH TIME ZONE", "LIST<INTEGER>", "DECIMAL(18,3)", "FLOAT"),
        create.columns().subList(7, 11).stream().map(c -> typeName(c)).toList());
  }

  private static String typeName(ColumnDeclaration column) {
    DataType type = column.type();
    return type == null ? "inferred" : type.sqlName();
  }

  @Test
  void readsExternalTableWithoutColumns() {
    CreateExternalTable create =
        only(CreateExternalTable.class, "create external table t location ('a', 'b/')");
    assertEquals(List.of(), create.columns());
    assertNull(create.format());
    assertEquals(List.of("a", "b/"), create.locations());
  }

  @Test
  void readsViews() {
    CreateView view = only(CreateView.class, "CREATE VIEW v (a, b) AS SELECT 1, ';' ;");
    assertEquals(List.of("a", "b"), view.columns());
    assertEquals("SELECT 1, ';'", view.query().sql());
    assertTrue(only(CreateView.class, "CREATE OR REPLACE VIEW v AS FROM t").orReplace());
    assertTrue(only(CreateView.class, "CREATE VIEW IF NOT EXISTS v AS TABLE t").ifNotExists());
  }

  @Test
  void readsDrops() {
    assertTrue(only(DropTable.class, "DROP TABLE IF EXISTS a.t").ifExists());
    assertEquals(List.of("t"), only(DropTable.class, "DROP EXTERNAL TABLE t").name());
    assertEquals(List.of("v"), only(DropView.class, "DROP VIEW v").name());
  }

  @Test
  void readsCopies() {
    Copy copy =
        only(
            Copy.class,
            "COPY t TO 'x' (FORMAT parquet, COMPRESSION 'zstd', PARTITION_BY (a, b), HEADER)");
    assertEquals("x", copy.path());
    assertEquals(
        Map.of("format", "parquet", "compression", "zstd", "partition_by", "a,b", "header", "true"),
        copy.options());
    assertEquals("SELECT * FROM t", copy.query().sql());
    assertEquals("(SELECT 1)", only(Copy.class, "COPY (SELECT 1) TO 'x.csv'").query().sql());
    assertEquals(
        "SELECT * FROM 'a.csv'", only(Copy.class, "COPY 'a.csv' TO 'b.parquet'").query().sql());
  }

  @Test
  void readsExplains() {
    Explain plain = only(Explain.class, "EXPLAIN SELECT 1");
    assertEquals(Explain.Format.TEXT, plain.format());
    assertEquals(false, plain.analyze());
    Explain drawn = only(Explain.class, "EXPLAIN (FORMAT svg, ANALYZE) (SELECT 1)");
    assertEquals(Explain.Format.SVG, drawn.format());
    assertTrue(drawn.analyze());
    assertTrue(only(Explain.class, "EXPLAIN ANALYZE SELECT 1").analyze());
    assertEquals(Explain.Format.DOT, only(Explain.class, "EXPLAIN (FORMAT DOT) FROM t").format());
  }

  @Test
  void readsTheRest() {
    assertEquals("SELECT * FROM t", only(Describe.class, "DESCRIBE t").query().sql());
    assertEquals("SELECT 1", only(Describe.class, "DESCRIBE SELECT 1").query().sql());
    assertEquals("SELECT * FROM 'a.csv'", only(Summarize.class, "SUMMARIZE 'a.csv'").query().sql());
    only(ShowTables.class, "show tables");
    SetOption set = only(SetOption.class, "SET Scheduler = 'single-threaded'");
    assertEquals("scheduler", set.name());
    assertEquals("single-threaded", set.value());
    assertEquals("4", only(SetOption.class, "SET threads TO 4").value());
  }

  @Test
  void countsParametersOfEachStatement() {
    List<Statement> statements = StatementParser.parse("SELECT ?, ?; SELECT 1; SELECT ?");
    assertEquals(
        List.of(2, 0, 1),
        statements.stream().map(statement -> statement.parameterNames().size()).toList());
  }

  /** Colons that belong to something else are none of a parameter. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      SELECT :a, :b, :a | a b a
      SELECT * FROM t WHERE day BETWEEN :from AND :to AND x = :select | from to select
      SELECT :a::INTEGER, x::INTEGER, '1'::DATE, [1]::VARCHAR | a
      SELECT ':a', E':b', U&':c' FROM ":d" AS ":e" | -
      SELECT ':a', ':b''s :c', "x:y", ":d"":e" FROM ":f.csv" WHERE 'x'<:g | g
      SELECT 1 -- :a¶ + :b /* :c¶ :d */ + /* -- */ :e | b e
      SELECT TIME '12:30:00', TIMESTAMP '2026-01-01 12:30:00', INTERVAL '1:30' HOUR TO MINUTE | -
      SELECT [:a, :b], m[:c], ARRAY[:d], f(:e,:f), (:g) | a b c d e f g
      SELECT f(x => :a), -:b, NOT:c, :d+:e, :f.g | a b c d e f
      SELECT JSON_OBJECT('k' : x), JSON_OBJECT('k':y), JSON_OBJECT('k': :v) | v
      SELECT CASE :a WHEN :b THEN :c ELSE :d END | a b c d
      SELECT 1 FROM t LIMIT :n OFFSET :_m2 | n _m2
      SELECT :größe, :Größe | größe Größe
      EXPLAIN SELECT :a | a
      DESCRIBE SELECT :a | a
      COPY (SELECT :a) TO ':b' | a
      EXPLAIN COPY (SELECT :a) TO 'x' | a
      FROM t WHERE a IN (:x, :y) | x y
      VALUES (:x) | x
      """)
  void findsParametersWithNames(String sql, String names) {
    String text = sql.replace('¶', '\n');
    Statement statement = StatementParser.parse(text).get(0);
    assertEquals(
        names.equals("-") ? "" : names, String.join(" ", statement.parameterNames()), text);
  }

  @Test
  void aColumnIsNamedAfterItsParameter() {
    String names = only(Query.class, "SELECT :day, :day + 1").node().toString();
    assertTrue(names.contains(":day + 1"), names);
  }

  @Test
  void refusesOptionsGivenTwice() {
    QueryException error =
        assertThrows(QueryException.class, () -> StatementParser.parse("COPY t TO 'x' (a 1, A 2)"));
    assertEquals(ErrorCode.INVALID_OPTION, error.code());
  }

  @Test
  void refusesNestingWithoutEnd() {
    String text = "SELECT " + "(".repeat(200_000) + "1" + ")".repeat(200_000);
    QueryException error = assertThrows(QueryException.class, () -> StatementParser.parse(text));
    assertEquals(ErrorCode.SYNTAX_ERROR, error.code());
  }

  private static <T extends Statement> T only(Class<T> kind, String sql) {
    List<Statement> statements = StatementParser.parse(sql);
    assertEquals(1, statements.size());
    return assertInstanceOf(kind, statements.get(0));
  }
}
