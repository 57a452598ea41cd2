package dev.quern.benchmarks.slt;

import dev.quern.benchmarks.slt.RandomColumn.Kind;
import java.util.List;
import java.util.Random;

/**
 * Writes random expressions of a wanted type. They mean the same in Quern and in DuckDB, and fail
 * in neither: no divisor is 0, numbers stay small.
 */
final class RandomExpressions {
  private final Random random;
  private final SubQueries subQueries;

  /** Sub-queries as values and conditions. */
  interface SubQueries {
    /** Returns a query of one value, in parentheses. */
    String scalar(Kind kind, List<RandomColumn> outer, int depth);

    /** Returns a query of one column, in parentheses. */
    String column(Kind kind, List<RandomColumn> outer, int depth);
  }

  RandomExpressions(Random random, SubQueries subQueries) {
    this.random = random;
    this.subQueries = subQueries;
  }

  /** Returns an expression over the columns; a leaf if {@code depth} is 0. */
  String of(Kind kind, List<RandomColumn> columns, int depth) {
    if (depth <= 0 || random.nextInt(4) == 0) {
      return leaf(kind, columns);
    }
    String a = of(kind, columns, depth - 1);
    switch (random.nextInt(9)) {
      case 0:
        return "CASE WHEN "
            + condition(columns, depth - 1)
            + " THEN "
            + a
            + (random.nextBoolean() ? " ELSE " + of(kind, columns, depth - 1) : "")
            + " END";
      case 1:
        return "coalesce(" + a + ", " + of(kind, columns, depth - 1) + ")";
      case 2:
        return "nullif(" + a + ", " + of(kind, columns, depth - 1) + ")";
      case 3:
        return depth < 2 || kind == Kind.BOOLEAN
            ? typed(kind, columns, depth)
            : subQueries.scalar(kind, columns, depth - 1);
      default:
        return typed(kind, columns, depth);
    }
  }

  private String leaf(Kind kind, List<RandomColumn> columns) {
    List<RandomColumn> fitting = columns.stream().filter(c -> c.kind() == kind).toList();
    if (!fitting.isEmpty() && random.nextInt(5) > 0) {
      return fitting.get(random.nextInt(fitting.size())).name();
    }
    return random.nextInt(12) == 0 ? "CAST(NULL AS " + kind.sql() + ")" : kind.literal(random);
  }

  private String typed(Kind kind, List<RandomColumn> columns, int depth) {
    switch (kind) {
      case INTEGER:
        return integer(columns, depth - 1);
      case BIGINT:
        return pick(
            binary("+", Kind.BIGINT, Kind.INTEGER, columns, depth - 1),
            binary("-", Kind.BIGINT, Kind.BIGINT, columns, depth - 1),
            "CAST(" + of(Kind.INTEGER, columns, depth - 1) + " AS BIGINT)",
            "extract(year FROM " + of(Kind.DATE, columns, depth - 1) + ")");
      case DECIMAL:
        return pick(
            binary("+", Kind.DECIMAL, Kind.DECIMAL, columns, depth - 1),
            binary("-", Kind.DECIMAL, Kind.INTEGER, columns, depth - 1),
            "CAST(" + of(Kind.INTEGER, columns, depth - 1) + " AS DECIMAL(10,2))",
            "abs(" + of(Kind.DECIMAL, columns, depth - 1) + ")");
      case DOUBLE:
        return pick(
            binary("+", Kind.DOUBLE, Kind.INTEGER, columns, depth - 1),
            binary("*", Kind.DOUBLE, Kind.DOUBLE, columns, depth - 1),
            "CAST(" + of(Kind.DECIMAL, columns, depth - 1) + " AS DOUBLE)",
            "floor(" + of(Kind.DOUBLE, columns, depth - 1) + ")",
            "-(" + of(Kind.DOUBLE, columns, depth - 1) + ")");
      case TEXT:
        return text(columns, depth - 1);
      case BOOLEAN:
        return "(" + condition(columns, depth) + ")";
      case DATE:
        return pick(
            binary("+", Kind.DATE, Kind.INTEGER, columns, 0),
            "CAST(" + of(Kind.TIMESTAMP, columns, depth - 1) + " AS DATE)",
            "greatest("
                + of(Kind.DATE, columns, depth - 1)
                + ", "
                + of(Kind.DATE, columns, depth - 1)
                + ")");
      case TIMESTAMP:
        return pick(
            "CAST(" + of(Kind.DATE, columns, depth - 1) + " AS TIMESTAMP)",
            "date_trunc('hour', " + of(Kind.TIMESTAMP, columns, depth - 1) + ")",
            "(" + of(Kind.TIMESTAMP, columns, depth - 1) + " + INTERVAL '90' MINUTE)");
    }
    throw new IllegalStateException(kind.toString());
  }

  private String integer(List<RandomColumn> columns, int depth) {
    return pick(
        binary("+", Kind.INTEGER, Kind.INTEGER, columns, depth),
        binary("*", Kind.INTEGER, Kind.INTEGER, columns, Math.min(depth, 1)),
        "(" + of(Kind.INTEGER, columns, depth) + " % " + (2 + random.nextInt(3)) + ")",
        "length(" + of(Kind.TEXT, columns, depth) + ")",
        "CAST(" + of(Kind.DECIMAL, columns, depth) + " AS INTEGER)",
        "CAST(" + of(Kind.DOUBLE, columns, depth) + " AS INTEGER)",
        "CAST(" + of(Kind.BOOLEAN, columns, depth) + " AS INTEGER)",
        "least(" + of(Kind.INTEGER, columns, depth) + ", " + of(Kind.INTEGER, columns, depth) + ")",
        "-(" + of(Kind.INTEGER, columns, depth) + ")");
  }

  private String text(List<RandomColumn> columns, int depth) {
    return pick(
        binary("||", Kind.TEXT, Kind.TEXT, columns, depth),
        "upper(" + of(Kind.TEXT, columns, depth) + ")",
        "substring(" + of(Kind.TEXT, columns, depth) + ", 1, " + (1 + random.nextInt(2)) + ")",
        "replace(" + of(Kind.TEXT, columns, depth) + ", 'a', 'xy')",
        "CAST(" + of(Kind.INTEGER, columns, depth) + " AS VARCHAR)",
        "CAST(" + of(Kind.DATE, columns, depth) + " AS VARCHAR)",
        "trim(" + of(Kind.TEXT, columns, depth) + ")");
  }

  private String binary(
      String operator, Kind left, Kind right, List<RandomColumn> columns, int depth) {
    return "(" + of(left, columns, depth) + " " + operator + " " + of(right, columns, depth) + ")";
  }

  /** Returns a condition, not in parentheses. */
  String condition(List<RandomColumn> columns, int depth) {
    Kind kind = Kind.any(random);
    String a = of(kind, columns, depth - 1);
    String b = of(kind, columns, depth - 1);
    switch (random.nextInt(depth > 0 ? 14 : 5)) {
      case 0:
        return a + " IS " + pick("NULL", "NOT NULL");
      case 1:
      case 2:
        return a + " = " + b;
      case 3:
        return a + pick(" < ", " >= ", " <> ") + b;
      case 4:
        return a + " IS " + pick("", "NOT ") + "DISTINCT FROM " + b;
      case 5:
        return a + pick(" BETWEEN ", " NOT BETWEEN ") + b + " AND " + of(kind, columns, depth - 1);
      case 6:
        return a + pick(" IN (", " NOT IN (") + b + ", " + of(kind, columns, 0) + ")";
      case 7:
        return of(Kind.TEXT, columns, depth - 1)
            + pick(" LIKE ", " NOT LIKE ")
            + pick("'a%'", "'%b'", "'_'", "''", "'%'");
      case 8:
        return "NOT (" + condition(columns, depth - 1) + ")";
      case 9:
        return "("
            + condition(columns, depth - 1)
            + ") AND ("
            + condition(columns, depth - 1)
            + ")";
      case 10:
        return "(" + condition(columns, depth - 1) + ") OR (" + condition(columns, depth - 1) + ")";
      case 11:
        return pick("EXISTS ", "NOT EXISTS ") + subQueries.column(kind, columns, depth - 1);
      case 12:
        return a + pick(" IN ", " NOT IN ") + subQueries.column(kind, columns, depth - 1);
      default:
        return a
            + pick(" = ANY ", " < ANY ", " >= ALL ", " <> ALL ")
            + subQueries.column(kind, columns, depth - 1);
    }
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
