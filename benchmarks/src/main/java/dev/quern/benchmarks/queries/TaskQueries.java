package dev.quern.benchmarks.queries;

import java.util.List;

/**
 * The questions of the db-benchmark: ten on groups, five on joins. The answers have up to ten
 * million rows, so each question stands inside a query that counts the rows and sums up every
 * column: nothing can be left out, and answers can be compared.
 */
final class TaskQueries {
  private TaskQueries() {}

  static List<BenchmarkQuery> groups() {
    return List.of(
        query(
            "sum by few texts",
            "sum(length(id1)), sum(v1)",
            "SELECT id1, sum(v1) AS v1 FROM x GROUP BY id1"),
        query(
            "sum by two texts",
            "sum(length(id1)), sum(length(id2)), sum(v1)",
            "SELECT id1, id2, sum(v1) AS v1 FROM x GROUP BY id1, id2"),
        query(
            "sum and mean by many texts",
            "sum(length(id3)), sum(v1), sum(v3)",
            "SELECT id3, sum(v1) AS v1, avg(v3) AS v3 FROM x GROUP BY id3"),
        query(
            "means by few numbers",
            "sum(id4), sum(v1), sum(v2), sum(v3)",
            "SELECT id4, avg(v1) AS v1, avg(v2) AS v2, avg(v3) AS v3 FROM x GROUP BY id4"),
        query(
            "sums by many numbers",
            "sum(id6), sum(v1), sum(v2), sum(v3)",
            "SELECT id6, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3 FROM x GROUP BY id6"),
        query(
            "median and deviation",
            "sum(id4), sum(id5), sum(m), sum(d)",
            "SELECT id4, id5, median(v3) AS m, stddev(v3) AS d FROM x GROUP BY id4, id5"),
        query(
            "range by many texts",
            "sum(length(id3)), sum(v)",
            "SELECT id3, max(v1) - min(v2) AS v FROM x GROUP BY id3"),
        query(
            "two largest of each",
            "sum(id6), sum(v3)",
            "SELECT id6, v3 FROM (SELECT id6, v3, row_number() OVER (PARTITION BY id6 ORDER BY v3"
                + " DESC) AS n FROM x) AS numbered WHERE n <= 2"),
        query(
            "regression",
            "sum(length(id2)), sum(id4), sum(r2)",
            "SELECT id2, id4, power(corr(v1, v2), 2) AS r2 FROM x GROUP BY id2, id4"),
        query(
            "sum and count by six keys",
            "sum(length(id1)), sum(length(id2)), sum(length(id3)), sum(id4), sum(id5), sum(id6),"
                + " sum(v3), sum(n)",
            "SELECT id1, id2, id3, id4, id5, id6, sum(v3) AS v3, count(*) AS n FROM x GROUP BY"
                + " id1, id2, id3, id4, id5, id6"));
  }

  static List<BenchmarkQuery> joins() {
    String ofX =
        "sum(id1), sum(id2), sum(id3), sum(length(id4)), sum(length(id5)), sum(length(id6)),"
            + " sum(v1)";
    String medium = ", sum(other1), sum(length(other4)), sum(length(other5)), sum(v2)";
    String xAndMedium = "SELECT x.*, m.id1 AS other1, m.id4 AS other4, m.id5 AS other5, m.v2";
    return List.of(
        query(
            "small, inner",
            ofX + ", sum(length(other4)), sum(v2)",
            "SELECT x.*, s.id4 AS other4, s.v2 FROM x JOIN small AS s ON x.id1 = s.id1"),
        query(
            "medium, inner",
            ofX + medium,
            xAndMedium + " FROM x JOIN medium AS m ON x.id2 = m.id2"),
        query(
            "medium, left",
            ofX + medium,
            xAndMedium + " FROM x LEFT JOIN medium AS m ON x.id2 = m.id2"),
        query(
            "medium, inner by text",
            ofX + medium,
            xAndMedium + " FROM x JOIN medium AS m ON x.id5 = m.id5"),
        query(
            "big, inner",
            ofX
                + ", sum(other1), sum(other2), sum(length(other4)), sum(length(other5)),"
                + " sum(length(other6)), sum(v2)",
            "SELECT x.*, b.id1 AS other1, b.id2 AS other2, b.id4 AS other4, b.id5 AS other5,"
                + " b.id6 AS other6, b.v2 FROM x JOIN big AS b ON x.id3 = b.id3"));
  }

  private static BenchmarkQuery query(String name, String sums, String question) {
    return BenchmarkQuery.scan(
        name, "x", "SELECT count(*), " + sums + " FROM (" + question + ") AS answer");
  }
}
