package dev.quern.benchmarks.queries;

import java.util.List;

/** Queries that do little more than read files: of TPC-H, and of tables of awkward shapes. */
final class ScanQueries {
  private static final String LINES = "lineitem";
  private static final String WIDE = "wide";
  private static final String EVENTS = "events";
  private static final String TEXTS = "texts";

  private ScanQueries() {}

  static List<BenchmarkQuery> lines() {
    return List.of(
        BenchmarkQuery.scan("count", LINES, "SELECT count(*) FROM lineitem"),
        BenchmarkQuery.scan("sum of a column", LINES, "SELECT sum(l_quantity) FROM lineitem"),
        BenchmarkQuery.scan(
            "few rows by date",
            LINES,
            "SELECT count(*), sum(l_extendedprice) FROM lineitem WHERE l_shipdate < DATE"
                + " '1992-03-01'"),
        BenchmarkQuery.scan(
            "many rows by number",
            LINES,
            "SELECT count(*), sum(l_extendedprice) FROM lineitem WHERE l_discount >= 0.05"),
        BenchmarkQuery.scan(
            "one row by key",
            LINES,
            "SELECT count(*), min(l_comment) FROM lineitem WHERE l_orderkey = 3999745"),
        BenchmarkQuery.scan(
            "pattern in texts",
            LINES,
            "SELECT count(*) FROM lineitem WHERE l_comment LIKE '%special%requests%'"),
        BenchmarkQuery.scan(
            "every column",
            LINES,
            "SELECT sum(l_orderkey), sum(l_partkey), sum(l_suppkey), sum(l_linenumber),"
                + " sum(l_quantity), sum(l_extendedprice), sum(l_discount), sum(l_tax),"
                + " max(l_returnflag), max(l_linestatus), max(l_shipdate), max(l_commitdate),"
                + " max(l_receiptdate), max(l_shipinstruct), max(l_shipmode), max(l_comment) FROM"
                + " lineitem"));
  }

  static List<BenchmarkQuery> wide() {
    return List.of(
        BenchmarkQuery.scan("count", WIDE, "SELECT count(*) FROM wide"),
        BenchmarkQuery.scan(
            "three columns", WIDE, "SELECT sum(c005), max(c254), sum(c491) FROM wide"),
        BenchmarkQuery.scan(
            "first three columns", WIDE, "SELECT sum(c000), sum(c001), sum(c002) FROM wide"),
        BenchmarkQuery.scan(
            "group of three columns",
            WIDE,
            "SELECT c003, count(*), sum(c251) FROM wide WHERE c495 < 500 GROUP BY c003"));
  }

  static List<BenchmarkQuery> events() {
    return List.of(
        BenchmarkQuery.scan("count", EVENTS, "SELECT count(*) FROM events"),
        BenchmarkQuery.scan(
            "sum by kind", EVENTS, "SELECT kind, count(*), sum(amount) FROM events GROUP BY kind"),
        BenchmarkQuery.scan(
            "few rows by key",
            EVENTS,
            "SELECT count(*), sum(amount) FROM events WHERE id BETWEEN 1000000500 AND 1000001500"),
        BenchmarkQuery.scan(
            "ten rows", EVENTS, "SELECT count(*) FROM (SELECT * FROM events LIMIT 10) AS first"));
  }

  static List<BenchmarkQuery> texts() {
    return List.of(
        BenchmarkQuery.scan("lengths", TEXTS, "SELECT count(*), sum(length(body)) FROM texts"),
        BenchmarkQuery.scan(
            "pattern",
            TEXTS,
            "SELECT count(*) FROM texts WHERE body LIKE '%lagoon kelp dune fjord%'"),
        BenchmarkQuery.scan("distinct", TEXTS, "SELECT count(DISTINCT body) FROM texts"),
        BenchmarkQuery.scan(
            "largest of each", TEXTS, "SELECT topic, max(body) FROM texts GROUP BY topic"),
        BenchmarkQuery.scan(
            "order",
            TEXTS,
            "SELECT sum(id * n) FROM (SELECT id, row_number() OVER (ORDER BY body, id) AS n FROM"
                + " texts) AS numbered"));
  }
}
