package dev.quern.parser.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.parser.testing.Analyses;
import dev.quern.parser.testing.TestCatalog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnOriginsTest {
  private final Analyses analyses =
      new Analyses(
          new TestCatalog()
              .run(
                  """
                  CREATE EXTERNAL TABLE "Shops" (id INTEGER, city VARCHAR) LOCATION 'x';
                  CREATE EXTERNAL TABLE sales (id INTEGER, shop INTEGER, price DOUBLE) LOCATION 'x';
                  CREATE EXTERNAL TABLE s.u (q INTEGER NOT NULL) LOCATION 'x';
                  CREATE VIEW Cheap (n, p) AS SELECT shop, price FROM sales WHERE price < 1;
                  """));

  /** A dash stands for a column of no table. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      SELECT id, city FROM "Shops" | Shops Shops
      SELECT ID AS "number", x.CITY FROM shops AS x | Shops Shops
      SELECT * FROM shops a, SHOPS b | Shops Shops Shops Shops
      SELECT s.city, id + 1, count(*), max(city), 'x', NULL FROM shops s GROUP BY s.city, id | Shops - - - - -
      SELECT a.city, b.price FROM shops a LEFT JOIN sales b ON a.id = b.shop | Shops sales
      SELECT id, city, price FROM shops JOIN sales USING (id) | - Shops sales
      SELECT DISTINCT city FROM shops ORDER BY city LIMIT 3 | Shops
      SELECT city FROM shops ORDER BY id OFFSET 1 | Shops
      FROM shops | Shops Shops
      FROM shops SELECT city WHERE id > 1 | Shops
      TABLE shops | Shops Shops
      SELECT q FROM s.u | s.u
      SELECT n, p, n + p FROM cheap | Cheap Cheap -
      SELECT city FROM (SELECT city FROM shops) | -
      SELECT city FROM (SELECT city FROM shops) AS shops | -
      WITH c AS (SELECT 1 AS x) SELECT city, x FROM shops, c | Shops -
      WITH shops AS (SELECT 1 AS id) SELECT id FROM shops | -
      WITH c AS (SELECT 1 AS x), d AS (SELECT * FROM c) SELECT id FROM sales, d ORDER BY id LIMIT 1 | sales
      SELECT city FROM shops UNION ALL SELECT city FROM shops | -
      SELECT a FROM 'f.csv' | -
      SELECT x.a, city FROM 'f.csv' AS x, shops | - Shops
      SELECT 1 | -
      VALUES (1, 2) | - -
      SELECT DISTINCT ON (city) id FROM shops ORDER BY city | Shops
      SELECT * EXCLUDE city FROM shops | Shops
      SELECT * REPLACE (id + 1 AS id) FROM shops | - Shops
      SELECT (SELECT max(id) FROM shops), shop FROM sales | - sales
      SELECT city, row_number() OVER (ORDER BY id) FROM shops QUALIFY row_number() OVER (ORDER BY id) = 1 | Shops -
      SELECT ALL city FROM shops WHERE id IN (SELECT shop FROM sales) | Shops
      """)
  void namesTheTableOfPlainColumns(String sql, String expected) {
    AnalyzedQuery analyzed = analyses.analyzed(sql);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < analyzed.root().validatedRowType.getFieldCount(); i++) {
      String name = analyzed.origins().tableName(i);
      names.add(name.isEmpty() ? "-" : name);
    }
    assertEquals(expected, String.join(" ", names));
  }

  @Test
  void columnsThatThereAreNotComeFromNoTable() {
    ColumnOrigins origins = analyses.analyzed("SELECT id FROM shops").origins();
    assertEquals("", origins.tableName(1));
    assertEquals("Shops", origins.tableName(0));
    assertEquals("", ColumnOrigins.NONE.tableName(0));
  }
}
