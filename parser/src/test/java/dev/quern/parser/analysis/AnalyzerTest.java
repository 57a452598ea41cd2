package dev.quern.parser.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.catalog.FileCall;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.parser.testing.Analyses;
import dev.quern.parser.testing.TestCatalog;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnalyzerTest {
  private final TestCatalog catalog =
      new TestCatalog()
          .run(
              """
              CREATE EXTERNAL TABLE t (a INTEGER, b VARCHAR, date DATE, year INTEGER, value DOUBLE,
                month INTEGER, time TIME, timestamp TIMESTAMP, count BIGINT, position INTEGER)
                LOCATION 'x';
              CREATE EXTERNAL TABLE s.u (q INTEGER NOT NULL) LOCATION 'x';
              CREATE VIEW v AS SELECT b AS n, count(*) AS c FROM t GROUP BY b ORDER BY a + 0;
              CREATE VIEW w (x, y) AS SELECT * FROM v;
              """
                  .replace(" ORDER BY a + 0", ""));
  private final Analyses analyses = new Analyses(catalog);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      SELECT a FROM 'data/*.csv' | a INTEGER
      SELECT f.a FROM 'data/f.csv' | a INTEGER
      SELECT x.a FROM 'f.csv' x JOIN 'g.csv' AS y ON x.a = y.a | a INTEGER
      SELECT * FROM "data/*.parquet" | a INTEGER, b VARCHAR
      SELECT f.a, "F.csv".b FROM 'f.csv', 'F.csv' | a INTEGER, b VARCHAR
      SELECT q FROM s.u | q INTEGER NOT NULL
      SELECT s.u.q FROM s.U | q INTEGER NOT NULL
      SELECT '1'::INTEGER + 2 AS x | x INTEGER NOT NULL
      SELECT * EXCLUDE (date, year, value, month, time, timestamp, count, position) FROM t | a INTEGER, b VARCHAR
      SELECT * EXCLUDE b FROM v, 'f.csv' | n VARCHAR, c BIGINT NOT NULL, a INTEGER
      SELECT * REPLACE (a::text AS a) FROM 'f.csv' | a VARCHAR, b VARCHAR
      SELECT b, count(*) FROM t GROUP BY ALL ORDER BY ALL DESC NULLS LAST LIMIT 3 | b VARCHAR, count(*) BIGINT NOT NULL
      SELECT count(*) c FROM t GROUP BY ALL | c BIGINT NOT NULL
      SELECT * FROM 'f.csv' ORDER BY ALL | a INTEGER, b VARCHAR
      SELECT * FROM read_csv('x', sep => ';') ORDER BY ALL | a INTEGER, b VARCHAR
      SELECT a FROM t QUALIFY row_number() OVER (ORDER BY b) = 1 | a INTEGER
      SELECT a FROM t WHERE b ILIKE 'a%' AND b NOT ILIKE '_' | a INTEGER
      FROM 'f.csv' | a INTEGER, b VARCHAR
      FROM t SELECT b WHERE a > 1 ORDER BY 1 | b VARCHAR
      SELECT date, year, value, month, time, timestamp, count, position FROM t | date DATE, year INTEGER, value DOUBLE, month INTEGER, time TIME, timestamp TIMESTAMP, count BIGINT, position INTEGER
      SELECT t.date, t.value, sum(value) sum, max(t.year) AS max FROM t GROUP BY t.date, value ORDER BY max | date DATE, value DOUBLE, sum DOUBLE, max INTEGER
      SELECT date + INTERVAL '1 day' x, date - INTERVAL '2' MONTH y, timestamp + INTERVAL '1 day 2 hours' z FROM t | x DATE, y DATE, z TIMESTAMP
      SELECT date + INTERVAL '1' HOUR x, INTERVAL '36 hours' + date y, date - INTERVAL '1' DAY * 1.5 z, date + INTERVAL '1' DAY * a w FROM t | x TIMESTAMP, y TIMESTAMP, z TIMESTAMP, w DATE
      SELECT date + INTERVAL '1' DAY / 2 x, date + (timestamp - timestamp) y, date + (INTERVAL '1' DAY + INTERVAL '1' MINUTE) z FROM t | x TIMESTAMP, y TIMESTAMP, z TIMESTAMP
      SELECT date + 5 x, 3 + date y, date - a z, date - date d, timestamp - timestamp i FROM t | x DATE, y DATE, z DATE, d BIGINT, i INTERVAL DAY TO SECOND
      SELECT a FROM t WHERE a != 1 AND a % 2 = 0 AND b IS DISTINCT FROM 'x' OFFSET 1 LIMIT 2 | a INTEGER
      SELECT extract(month FROM date) x, substring(b FROM 1 FOR 2) y, trim(BOTH 'x' FROM b) z FROM t | x BIGINT, y VARCHAR, z VARCHAR
      SELECT year AS y FROM t GROUP BY y HAVING y > 1 | y INTEGER
      SELECT count(*), sum( a ), a + 1, current_date FROM t GROUP BY a | count(*) BIGINT NOT NULL, sum( a ) BIGINT, a + 1 INTEGER, current_date DATE NOT NULL
      SELECT "count(*)" FROM (SELECT count(*) FROM t) | count(*) BIGINT NOT NULL
      SELECT B, "A" FROM T | B VARCHAR, A INTEGER
      WITH t AS (SELECT 1 x) SELECT * FROM t | x INTEGER NOT NULL
      WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r | n INTEGER NOT NULL
      SELECT [1, 2] x, ['a', 'bc'] y | x LIST<INTEGER> NOT NULL, y LIST<VARCHAR> NOT NULL
      SELECT x, y FROM w | x VARCHAR, y BIGINT NOT NULL
      SELECT 1 AS x WHERE 1 < 2 | x INTEGER NOT NULL
      """)
  void takesFriendlyForms(String sql, String columns) {
    assertEquals(columns, analyses.columns(sql));
  }

  @Test
  void readsAllKindsOfStrings() {
    String algebra = analyses.algebra("SELECT E'a\\tb' || U&'\\00e9' || 'é€漢' AS x FROM t");
    assertTrue(algebra.contains("x=[||(||(_UTF-8'a\tb', _UTF-8'é'), _UTF-8'é€漢')"), algebra);
    assertEquals("x VARCHAR", analyses.columns("SELECT b || E'\\n' AS x FROM t"));
  }

  @Test
  void handsFilesAndOptionsToTheCatalog() {
    analyses.analyze(
        "SELECT *\n FROM read_csv(['a', 'b'], Delim => ';', header => true, skip => 2, names => ['x', 'y'])");
    assertEquals(
        List.of(
            new FileCall(
                "read_csv",
                List.of("a", "b"),
                Map.of("delim", ";", "header", "true", "skip", "2", "names", "[\"x\",\"y\"]"),
                2,
                7)),
        catalog.opened());
  }

  @Test
  void opensTheSameFileOnce() {
    analyses.analyze("SELECT * FROM 'f.csv' a JOIN 'f.csv' b ON a.a = b.a JOIN 'F.csv' c ON TRUE");
    assertEquals(2, catalog.opened().size());
  }

  @Test
  void scansUnwrapToTheTable() {
    RelNode scan = analyses.analyze("SELECT * FROM t").rel.getInput(0);
    RelOptTable table = scan.getTable();
    assertNotNull(table);
    assertEquals("t", table.unwrap(CatalogTable.class).source().name());
    assertEquals("t", table.unwrap(ScanSource.class).name());
    assertEquals(1000, table.unwrap(TableStatistics.class).rowCount());
    assertEquals(1000, table.getRowCount());
  }

  @Test
  void keepsSubQueriesInExpressions() {
    String algebra = analyses.algebra("SELECT a FROM t WHERE a IN (SELECT q FROM s.u)");
    assertTrue(algebra.contains("IN($0, {"), algebra);
  }

  @Test
  void sortsNullsLastAscendingAndFirstDescending() {
    String algebra = analyses.algebra("SELECT a, b FROM t ORDER BY a, b DESC");
    assertTrue(
        algebra.startsWith("LogicalSort(sort0=[$0], sort1=[$1], dir0=[ASC], dir1=[DESC])"),
        algebra);
  }

  @Test
  void putsParametersInAsLiterals() {
    String algebra =
        analyses.algebra(
            "SELECT ? AS x, ? AS y, ? AS z, ? AS u, ? AS v FROM t WHERE date > ? AND b = ?",
            Literal.of(-5),
            Literal.of(-1.5),
            new Literal(new BigDecimal("2.50"), dev.quern.plan.types.DataType.decimal(10, 2)),
            new Literal(-1L, DataTypes.TIMESTAMP),
            Literal.of(true),
            new Literal(1L, DataTypes.DATE),
            Literal.of("o'x"));
    assertEquals(
        """
        LogicalProject(x=[-(5)], y=[-(1.5E0:DOUBLE)], z=[2.50:DECIMAL(3, 2)], u=[1969-12-31 23:59:59.999999:TIMESTAMP(6)], v=[true])
          LogicalFilter(condition=[AND(>($2, 1970-01-02), =($1, _UTF-8'o''x'))])
            LogicalTableScan(table=[[t]])""",
        algebra);
  }

  @Test
  void analyzesOneQueryManyTimes() {
    Query query =
        StatementParser.parseQuery(
            "WITH c AS (SELECT * FROM t) SELECT b, count(*) FROM c GROUP BY ALL ORDER BY ALL");
    Analyzer analyzer = new Analyzer(List.of());
    String first = analyzer.analyze(query, catalog, List.of()).root().rel.explain();
    assertEquals(first, analyzer.analyze(query, catalog, List.of()).root().rel.explain());
  }
}
