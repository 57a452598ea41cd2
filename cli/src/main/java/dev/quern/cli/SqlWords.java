package dev.quern.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of SQL that the shell completes and colours. */
final class SqlWords {
  static final List<String> KEYWORDS =
      List.of(
          ("ALL ANALYZE AND ANTI ANY ARRAY AS ASC BETWEEN BIGINT BOOLEAN BY CASE CAST COLUMNS COPY CREATE"
                  + " CROSS CUBE CURRENT DATE DECIMAL DESC DESCRIBE DISTINCT DOUBLE DROP ELSE END"
                  + " EXCEPT EXCLUDE EXISTS EXPLAIN EXTERNAL FALSE FETCH FILTER FIRST FLOAT FOLLOWING"
                  + " FORMAT FROM FULL GROUP GROUPING HAVING ILIKE IN INNER INTEGER INTERSECT"
                  + " INTERVAL INTO IS JOIN LAST LATERAL LEFT LIKE LIMIT LOCATION NATURAL NOT NULL NULLS"
                  + " OFFSET ON OPTIONS OR ORDER OUTER OVER PARTITION PRECEDING QUALIFY RANGE REPLACE"
                  + " RIGHT ROLLUP ROW ROWS SELECT SEMI SET SETS SHOW SIMILAR SMALLINT STORED"
                  + " SUMMARIZE TABLE TABLES THEN TIME TIMESTAMP TINYINT TO TRUE UNBOUNDED UNION UNNEST"
                  + " USING VALUES VARBINARY VARCHAR VIEW WHEN WHERE WINDOW WITH")
              .split(" "));

  private static final Set<String> SET = Set.copyOf(KEYWORDS);

  private SqlWords() {}

  static boolean isKeyword(String word) {
    return SET.contains(word.toUpperCase(Locale.ROOT));
  }
}
