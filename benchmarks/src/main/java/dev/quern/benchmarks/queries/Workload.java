package dev.quern.benchmarks.queries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A set of queries over one data set. */
public enum Workload {
  /** The 22 queries of the benchmark. */
  TPCH("TPC-H"),
  /** Queries whose state is about as large as their input. */
  HARD("Hard queries on TPC-H"),
  /** One key with nine tenths of 50 million rows, nulls in keys, texts of a megabyte. */
  SKEW("Skewed keys and long texts"),
  /** The ten questions of the db-benchmark on groups. */
  GROUPBY("db-benchmark, groups"),
  /** The five questions of the db-benchmark on joins. */
  JOIN("db-benchmark, joins"),
  /** Reading and little else. */
  SCANS("Scans of TPC-H"),
  /** 500 columns, of which queries need three. */
  WIDE("Wide files"),
  /** Files of 50 KB. */
  FILES("Many small files"),
  /** Texts of some 10 KB. */
  TEXTS("Long texts"),
  /** The 99 queries of TPC-DS, from the folder of suites; ties at a LIMIT may differ. */
  TPCDS("TPC-DS");

  /** 1,009 keys beside the heavy one; one row in a hundred has none. */
  private static final String SKEWED_ROWS =
      """
      (SELECT CASE WHEN i % 10 < 9 THEN 7 WHEN i % 100 = 99 THEN NULL ELSE i * 7919 % 1009 END AS k,
          i AS n FROM generate_series(1, 50000000) AS t(i)) a\
      """;

  private static final String WIDE_SORT =
      "COPY (SELECT * FROM lineitem ORDER BY l_extendedprice, l_orderkey, l_linenumber) TO '"
          + BenchmarkQuery.OUTPUT
          + "'";

  /** Counts rows that stand before a smaller one in the file, and sums up what must not be lost. */
  private static final String WIDE_SORT_CHECK =
      """
      SELECT count(*), sum(l_orderkey), sum(l_partkey), sum(l_extendedprice), sum(length(l_comment)),
          count(*) FILTER (price > l_extendedprice
              OR price = l_extendedprice AND (orderkey > l_orderkey
                  OR orderkey = l_orderkey AND line > l_linenumber))
      FROM (SELECT *, lag(l_extendedprice) OVER () AS price, lag(l_orderkey) OVER () AS orderkey,
              lag(l_linenumber) OVER () AS line
          FROM read_parquet('{output}'))\
      """;

  private final String title;

  Workload(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /** Returns whether its data depends on a scale and not on a number of rows. */
  public boolean hasScale() {
    return switch (this) {
      case TPCH, HARD, SKEW, SCANS, TPCDS -> true;
      case GROUPBY, JOIN, WIDE, FILES, TEXTS -> false;
    };
  }

  /** Returns whether its queries read files, so that their format matters. */
  public boolean readsFiles() {
    return this != SKEW;
  }

  /**
   * Returns the queries in the order in which they run.
   *
   * @param suites folder with the query suites of others
   */
  public List<BenchmarkQuery> queries(Path suites) {
    return switch (this) {
      case TPCH ->
          IntStream.rangeClosed(1, TpchQueries.COUNT)
              .mapToObj(
                  number ->
                      BenchmarkQuery.of(
                          String.format(Locale.ROOT, "Q%02d", number), TpchQueries.sql(number)))
              .toList();
      case HARD -> hard();
      case SKEW -> skew();
      case GROUPBY -> TaskQueries.groups();
      case JOIN -> TaskQueries.joins();
      case SCANS -> ScanQueries.lines();
      case WIDE -> ScanQueries.wide();
      case FILES -> ScanQueries.events();
      case TEXTS -> ScanQueries.texts();
      case TPCDS -> suite(suites.resolve("tpcds").resolve("queries"));
    };
  }

  /** Returns the queries that stand in the files of a folder, by their names. */
  private static List<BenchmarkQuery> suite(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<BenchmarkQuery> queries = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String name = "Q" + file.getFileName().toString().replace(".sql", "");
        queries.add(BenchmarkQuery.of(name, Files.readString(file).strip().replaceAll(";$", "")));
      }
      return queries;
    } catch (IOException e) {
      throw new UncheckedIOException("no query suite at " + folder, e);
    }
  }

  private static List<BenchmarkQuery> skew() {
    return List.of(
        BenchmarkQuery.of(
            "heavy join key",
            "SELECT count(*), sum(a.n), sum(b.v) FROM "
                + SKEWED_ROWS
                + " JOIN (SELECT CASE WHEN j = 50 THEN NULL ELSE j END AS k, j * 3 AS v"
                + " FROM generate_series(0, 20000000) AS t(j)) b ON a.k = b.k"),
        BenchmarkQuery.of(
            "heavy full join key",
            "SELECT count(*), sum(a.n), sum(b.v), count(a.k), count(b.k) FROM "
                + SKEWED_ROWS
                + " FULL JOIN (SELECT j AS k, j * 3 AS v FROM generate_series(0, 1200) AS t(j)) b"
                + " ON a.k = b.k"),
        BenchmarkQuery.of(
            "heavy group",
            "SELECT count(*), sum(c), sum(s), sum(d) FROM (SELECT k, count(*) AS c, sum(n) AS s,"
                + " count(DISTINCT n) AS d FROM "
                + SKEWED_ROWS
                + " GROUP BY k) g"),
        BenchmarkQuery.of(
            "heavy partition",
            "SELECT count(*), sum(r), max(r) FROM (SELECT row_number() OVER (PARTITION BY k ORDER"
                + " BY n DESC) AS r FROM "
                + SKEWED_ROWS
                + ") w"),
        BenchmarkQuery.of(
            "long texts",
            """
            SELECT count(*), sum(c), max(m) FROM (SELECT g, count(DISTINCT s) AS c, max(length(s)) AS m
            FROM (SELECT i % 10 AS g, repeat(substring('abcdefghij', 1 + i % 7, 1), 1000000) || (i % 50) AS s
                FROM generate_series(1, 1500) AS t(i)) a GROUP BY g) b\
            """));
  }

  private static List<BenchmarkQuery> hard() {
    return List.of(
        BenchmarkQuery.of(
            "many groups",
            """
            SELECT count(*), sum(n), max(n)
            FROM (SELECT l_orderkey, l_partkey, count(*) AS n FROM lineitem GROUP BY l_orderkey, l_partkey) t\
            """),
        new BenchmarkQuery("wide sort", WIDE_SORT, WIDE_SORT_CHECK, null),
        BenchmarkQuery.of(
            "self-join",
            """
            SELECT count(*), sum(a.l_quantity * b.l_linenumber), max(a.l_extendedprice - b.l_extendedprice)
            FROM lineitem a JOIN lineitem b ON a.l_orderkey = b.l_orderkey\
            """),
        BenchmarkQuery.of("distinct text", "SELECT count(DISTINCT l_comment) FROM lineitem"),
        BenchmarkQuery.of(
            "window by key",
            """
            SELECT count(*), sum(n), max(n)
            FROM (SELECT row_number() OVER (PARTITION BY l_suppkey ORDER BY l_shipdate) AS n FROM lineitem) t\
            """),
        BenchmarkQuery.of(
            "window over all",
            """
            SELECT count(*), sum(n), max(total)
            FROM (SELECT row_number() OVER (ORDER BY l_orderkey, l_linenumber) AS n,
                sum(l_quantity) OVER (ORDER BY l_orderkey, l_linenumber) AS total FROM lineitem) t\
            """));
  }
}
