package dev.quern.benchmarks.queries;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A set of queries over the tables of TPC-H. */
public enum Workload {
  /** The 22 queries of the benchmark. */
  TPCH("TPC-H"),
  /** Queries whose state is about as large as their input. */
  HARD("Hard queries on TPC-H");

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
          FROM read_parquet('{output}'))""";

  private final String title;

  Workload(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /** Returns the queries in the order in which they run. */
  public List<BenchmarkQuery> queries() {
    return this == HARD
        ? hard()
        : IntStream.rangeClosed(1, TpchQueries.COUNT)
            .mapToObj(
                number ->
                    BenchmarkQuery.of(
                        String.format(Locale.ROOT, "Q%02d", number), TpchQueries.sql(number)))
            .toList();
  }

  private static List<BenchmarkQuery> hard() {
    return List.of(
        BenchmarkQuery.of(
            "many groups",
            """
            SELECT count(*), sum(n), max(n)
            FROM (SELECT l_orderkey, l_partkey, count(*) AS n FROM lineitem GROUP BY l_orderkey, l_partkey) t"""),
        new BenchmarkQuery("wide sort", WIDE_SORT, WIDE_SORT_CHECK),
        BenchmarkQuery.of(
            "self-join",
            """
            SELECT count(*), sum(a.l_quantity * b.l_linenumber), max(a.l_extendedprice - b.l_extendedprice)
            FROM lineitem a JOIN lineitem b ON a.l_orderkey = b.l_orderkey"""),
        BenchmarkQuery.of("distinct text", "SELECT count(DISTINCT l_comment) FROM lineitem"),
        BenchmarkQuery.of(
            "window by key",
            """
            SELECT count(*), sum(n), max(n)
            FROM (SELECT row_number() OVER (PARTITION BY l_suppkey ORDER BY l_shipdate) AS n FROM lineitem) t"""),
        BenchmarkQuery.of(
            "window over all",
            """
            SELECT count(*), sum(n), max(total)
            FROM (SELECT row_number() OVER (ORDER BY l_orderkey, l_linenumber) AS n,
                sum(l_quantity) OVER (ORDER BY l_orderkey, l_linenumber) AS total FROM lineitem) t"""));
  }
}
