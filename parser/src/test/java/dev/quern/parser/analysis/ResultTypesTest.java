package dev.quern.parser.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.parser.testing.Analyses;
import dev.quern.parser.testing.TestCatalog;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResultTypesTest {
  private final Analyses analyses =
      new Analyses(
          new TestCatalog()
              .run(
                  """
                  CREATE EXTERNAL TABLE t (i8 TINYINT, i16 SMALLINT, i INTEGER, b BIGINT,
                    f FLOAT, x DOUBLE, d DECIMAL(15,2), w DECIMAL(38,10), s VARCHAR, day DATE)
                    LOCATION 'x'
                  """));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      sum(i8), sum(i16), sum(i) | BIGINT BIGINT BIGINT
      sum(b), sum(d), sum(w) | DECIMAL(38,0) DECIMAL(38,2) DECIMAL(38,10)
      sum(f), sum(x) | DOUBLE DOUBLE
      avg(i8), avg(b), avg(d), avg(x) | DOUBLE DOUBLE DOUBLE DOUBLE
      count(*), count(s), count(DISTINCT d) | BIGINT BIGINT BIGINT
      min(s), max(day), any_value(d) | VARCHAR DATE DECIMAL(15,2)
      stddev(i), stddev_pop(d), variance(x), var_samp(b) | DOUBLE DOUBLE DOUBLE DOUBLE
      sum(i) OVER (), avg(i) OVER (), count(*) OVER (), rank() OVER (ORDER BY count(*)) | BIGINT DOUBLE BIGINT BIGINT
      """)
  void ofAggregates(String expressions, String types) {
    String groupBy = expressions.contains("OVER") ? " GROUP BY i" : "";
    assertEquals(types, analyses.types("SELECT " + expressions + " FROM t" + groupBy));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      d + d, d - d, d * d, d / d, -d | DECIMAL(16,2) DECIMAL(16,2) DECIMAL(30,4) DOUBLE DECIMAL(15,2)
      d * (1 - d), d + i, d * b, d / 2, i / d | DECIMAL(31,4) DECIMAL(16,2) DECIMAL(34,2) DOUBLE DOUBLE
      i + i8, i / 2, b / i, i % 3, i * b | INTEGER INTEGER BIGINT INTEGER BIGINT
      i + x, x / 2, f + 1, f * x, d * x | DOUBLE DOUBLE DOUBLE DOUBLE DOUBLE
      1, 99999999999, 1.50, 1e3, 'a', TRUE | INTEGER BIGINT DECIMAL(3,2) DOUBLE VARCHAR BOOLEAN
      12345678901234567890123456789012345678 | DECIMAL(38,0)
      CASE WHEN i > 1 THEN 'a' ELSE 'abc' END, coalesce(i, d), nullif(s, 'a') | VARCHAR DECIMAL(15,2) VARCHAR
      CASE WHEN i > 1 THEN '7' ELSE i END, coalesce(d, '1.5'), coalesce('2', b), coalesce(day, '2020-01-01') | INTEGER DECIMAL(15,2) BIGINT DATE
      CASE WHEN i > 1 THEN '7' WHEN i > 0 THEN i ELSE 1.5 END, coalesce(NULL, '2', x), coalesce(i, NULL, '7') | DECIMAL(11,1) DOUBLE INTEGER
      coalesce(NULL, '2'), coalesce(NULL, NULL), coalesce(s, '2') | VARCHAR VARCHAR VARCHAR
      '7' % i, b % '7', '5' + b, d * '2' | INTEGER BIGINT BIGINT DECIMAL(25,2)
      abs(d), round(d, 1), floor(d), ceil(x), sqrt(d), power(i, 2) | DECIMAL(15,2) DECIMAL(15,2) DECIMAL(15,0) DOUBLE DOUBLE DOUBLE
      upper(s), substring(s, 1, 2) | VARCHAR VARCHAR
      [], MAP {}, [i, NULL, 2.5], [i, '7'], [[], [b]] | LIST<VARCHAR> MAP<VARCHAR, VARCHAR> LIST<DECIMAL(11,1)> LIST<INTEGER> LIST<LIST<BIGINT>>
      {'a': i, b: s}, MAP {s: d}, {'a': {'b': [i]}}.a.b[1], [{'a': i}, {'a': d}] | STRUCT<"a" INTEGER, "b" VARCHAR> MAP<VARCHAR, DECIMAL(15,2)> INTEGER LIST<STRUCT<"a" DECIMAL(15,2)>>
      [s]::INT8[], {'a': i}::STRUCT(a text), MAP {s: 1}::MAP(INT, HUGEINT), [s]::DOUBLE[][1] | LIST<BIGINT> STRUCT<"a" VARCHAR> MAP<INTEGER, DECIMAL(38,0)> DOUBLE
      i::text, s::DECIMAL, s::INT8, s::float4, try_cast(s AS DATE) | VARCHAR DECIMAL(18,3) BIGINT FLOAT DATE
      (i > 1)::INTEGER, i::BOOLEAN | INTEGER BOOLEAN
      day = '2020-01-01', i IN (1, 2), s LIKE 'a%' | BOOLEAN BOOLEAN BOOLEAN
      TIMESTAMP '2020-01-01 00:00:00.123456', DATE '2020-01-01', INTERVAL '90' DAY, INTERVAL '100' DAY | TIMESTAMP DATE INTERVAL DAY TO SECOND INTERVAL DAY TO SECOND
      """)
  void ofExpressions(String expressions, String types) {
    assertEquals(types, analyses.types("SELECT " + expressions + " FROM t"));
  }
}
