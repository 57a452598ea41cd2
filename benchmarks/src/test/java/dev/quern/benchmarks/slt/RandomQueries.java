package dev.quern.benchmarks.slt;

import dev.quern.benchmarks.slt.RandomColumn.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random queries over {@link RandomTables} whose answers do not depend on the order in which
 * rows come.
 */
final class RandomQueries implements RandomExpressions.SubQueries {
  private static final int DEPTH = 2;

  private final Random random;
  private final RandomExpressions expressions;
  private int aliases;

  RandomQueries(Random random) {
    this.random = random;
    this.expressions = new RandomExpressions(random, this);
  }

  /** A part of FROM, and what may be named there. */
  private record From(String sql, List<RandomColumn> columns) {}

  String next() {
    aliases = 0;
    List<Kind> kinds = kinds();
    String query = query(kinds, List.of(), DEPTH);
    if (random.nextInt(4) == 0) {
      return query + order(kinds.size()) + " LIMIT " + random.nextInt(6) + offset();
    }
    return query;
  }

  private List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      kinds.add(Kind.any(random));
    }
    return kinds;
  }

  /** Orders by all columns, so that rows that may change places are equal. */
  private String order(int columns) {
    List<String> keys = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      keys.add(i + pick("", " DESC") + pick(" NULLS FIRST", " NULLS LAST"));
    }
    return " ORDER BY " + String.join(", ", keys);
  }

  private String offset() {
    return random.nextInt(3) == 0 ? " OFFSET " + random.nextInt(4) : "";
  }

  /** Returns a query of columns c0, c1, ... of those types. */
  private String query(List<Kind> kinds, List<RandomColumn> outer, int depth) {
    switch (random.nextInt(depth > 0 ? 10 : 4)) {
      case 0:
      case 1:
        return grouped(kinds, outer, depth);
      case 2:
        return windowed(kinds, depth);
      case 4:
        return "("
            + query(kinds, outer, depth - 1)
            + pick(
                " UNION ",
                " UNION ALL ",
                " INTERSECT ",
                " EXCEPT ",
                " INTERSECT ALL ",
                " EXCEPT ALL ")
            + query(kinds, outer, depth - 1)
            + ")";
      case 5:
        return withQuery(kinds, outer, depth);
      default:
        return plain(kinds, outer, depth);
    }
  }

  private String plain(List<Kind> kinds, List<RandomColumn> outer, int depth) {
    From from = from(depth);
    List<RandomColumn> columns = joined(from.columns, outer);
    return "SELECT "
        + (random.nextInt(5) == 0 ? "DISTINCT " : "")
        + items(kinds, columns, depth)
        + " FROM "
        + from.sql
        + where(columns, depth);
  }

  private String withQuery(List<Kind> kinds, List<RandomColumn> outer, int depth) {
    String name = alias("w");
    List<Kind> inner = kinds();
    String item = query(inner, List.of(), depth - 1);
    List<RandomColumn> columns = joined(columns(name, inner), outer);
    return "SELECT * FROM (WITH "
        + name
        + " AS ("
        + item
        + ") SELECT "
        + items(kinds, columns, depth)
        + " FROM "
        + name
        + where(columns, depth)
        + ") AS "
        + alias("q");
  }

  private String grouped(List<Kind> kinds, List<RandomColumn> outer, int depth) {
    From from = from(depth);
    List<RandomColumn> columns = joined(from.columns, outer);
    List<RandomColumn> keys = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      keys.add(from.columns.get(random.nextInt(from.columns.size())));
    }
    List<RandomColumn> distinctKeys = keys.stream().distinct().toList();
    List<String> items = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      items.add(aggregate(kinds.get(i), columns, distinctKeys, depth - 1) + " AS c" + i);
    }
    String having =
        random.nextInt(4) == 0
            ? " HAVING " + aggregate(Kind.BOOLEAN, columns, distinctKeys, depth - 1)
            : "";
    return "SELECT "
        + String.join(", ", items)
        + " FROM "
        + from.sql
        + where(columns, depth)
        + groupBy(distinctKeys)
        + having;
  }

  private String groupBy(List<RandomColumn> keys) {
    if (keys.isEmpty()) {
      return "";
    }
    String list = String.join(", ", keys.stream().map(RandomColumn::name).toList());
    return " GROUP BY "
        + pick(list, list, list, "ROLLUP (" + list + ")", "CUBE (" + list + ")")
        + "";
  }

  private String aggregate(
      Kind kind, List<RandomColumn> columns, List<RandomColumn> keys, int depth) {
    List<RandomColumn> fitting = keys.stream().filter(key -> key.kind() == kind).toList();
    if (!fitting.isEmpty() && random.nextInt(3) > 0) {
      return fitting.get(0).name();
    }
    String argument = expressions.of(kind, columns, depth);
    String filter =
        random.nextInt(5) == 0
            ? " FILTER (WHERE " + expressions.condition(columns, Math.min(depth, 0)) + ")"
            : "";
    String extreme = pick("min(", "max(") + argument + ")" + filter;
    switch (kind) {
      case BIGINT:
        return pick(
            "count(*)" + filter,
            "count(" + expressions.of(Kind.any(random), columns, depth) + ")" + filter,
            "count(DISTINCT " + expressions.of(Kind.any(random), columns, depth) + ")" + filter,
            "CAST(sum(" + pick("", "DISTINCT ") + argument + ")" + filter + " AS BIGINT)",
            extreme);
      case DOUBLE:
        return pick(
            "sum(" + argument + ")" + filter,
            "avg(" + expressions.of(Kind.INTEGER, columns, depth) + ")" + filter,
            "median(" + argument + ")" + filter,
            extreme);
      case DECIMAL:
        return pick("CAST(sum(" + argument + ")" + filter + " AS DECIMAL(10,2))", extreme);
      case BOOLEAN:
        return pick(
            "bool_and(" + argument + ")" + filter,
            "bool_or(" + argument + ")" + filter,
            "count(*) > 2",
            extreme);
      case TEXT:
        return pick(
            "string_agg(" + argument + ", '-' ORDER BY " + argument + ")" + filter, extreme);
      default:
        return extreme;
    }
  }

  /** Windows over one table, whose id makes every order a total one. */
  private String windowed(List<Kind> kinds, int depth) {
    String name = alias("t");
    List<RandomColumn> columns = columnsOf(name);
    List<String> items = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      items.add(window(kinds.get(i), name, columns) + " AS c" + i);
    }
    return "SELECT "
        + String.join(", ", items)
        + " FROM "
        + table()
        + " AS "
        + name
        + where(columns, depth);
  }

  private String window(Kind kind, String table, List<RandomColumn> columns) {
    String argument = expressions.of(kind, columns, 1);
    String partition =
        random.nextInt(3) == 0
            ? ""
            : "PARTITION BY " + columns.get(1 + random.nextInt(columns.size() - 1)).name() + " ";
    String key = columns.get(1 + random.nextInt(columns.size() - 1)).name();
    String order =
        "ORDER BY "
            + key
            + pick("", " DESC")
            + pick(" NULLS FIRST", " NULLS LAST")
            + ", "
            + table
            + ".id";
    String over = " OVER (" + partition + order;
    String frame = over + frame() + ")";
    String aggregate = pick("min(", "max(", "first_value(", "last_value(") + argument + ")" + frame;
    switch (kind) {
      case INTEGER:
        return "CAST("
            + pick("row_number()", "rank()", "dense_rank()", "ntile(3)")
            + over
            + ") AS INTEGER)";
      case BIGINT:
        return pick(
            "count(" + argument + ")" + frame,
            "count(*)" + frame,
            "CAST(sum(" + argument + ")" + frame + " AS BIGINT)",
            aggregate);
      case DOUBLE:
        return pick(
            "avg(" + argument + ")" + frame,
            "sum(" + argument + ")" + frame,
            aggregate,
            "percent_rank()" + over + ")",
            "cume_dist()" + over + ")");
      default:
        return pick(
            aggregate,
            pick("lag(", "lead(") + argument + ", " + random.nextInt(3) + ")" + over + ")");
    }
  }

  private String frame() {
    String start =
        pick("UNBOUNDED PRECEDING", "2 PRECEDING", "1 PRECEDING", "CURRENT ROW", "1 FOLLOWING");
    String end =
        start.equals("1 FOLLOWING")
            ? pick("2 FOLLOWING", "UNBOUNDED FOLLOWING")
            : start.equals("CURRENT ROW")
                ? pick("CURRENT ROW", "1 FOLLOWING", "UNBOUNDED FOLLOWING")
                : pick("1 PRECEDING", "CURRENT ROW", "1 FOLLOWING", "UNBOUNDED FOLLOWING");
    return random.nextInt(3) == 0 ? "" : " ROWS BETWEEN " + start + " AND " + end;
  }

  private From from(int depth) {
    From from = tableOrQuery(depth);
    for (int i = random.nextInt(depth > 0 ? 3 : 2); i > 0; i--) {
      From right = tableOrQuery(depth - 1);
      List<RandomColumn> columns = joined(from.columns, right.columns);
      String kind = pick("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN");
      String on = kind.equals("CROSS JOIN") ? "" : " ON " + on(from.columns, right.columns);
      from = new From(from.sql + " " + kind + " " + right.sql + on, columns);
    }
    return from;
  }

  private String on(List<RandomColumn> left, List<RandomColumn> right) {
    RandomColumn first = left.get(random.nextInt(left.size()));
    List<RandomColumn> partners = right.stream().filter(c -> c.kind() == first.kind()).toList();
    if (partners.isEmpty()) {
      return expressions.condition(joined(left, right), 0);
    }
    String equality = first.name() + " = " + partners.get(random.nextInt(partners.size())).name();
    return random.nextInt(3) == 0
        ? equality + " AND " + expressions.condition(joined(left, right), 0)
        : equality;
  }

  private From tableOrQuery(int depth) {
    if (depth > 0 && random.nextInt(4) == 0) {
      String name = alias("q");
      List<Kind> kinds = kinds();
      String sql = "(" + query(kinds, List.of(), depth - 1) + ") AS " + name;
      return new From(sql, columns(name, kinds));
    }
    String name = alias("t");
    return new From(table() + " AS " + name, columnsOf(name));
  }

  private String table() {
    return RandomTables.NAMES.get(random.nextInt(20) * RandomTables.NAMES.size() / 23);
  }

  private static List<RandomColumn> columnsOf(String alias) {
    return RandomTables.COLUMNS.stream()
        .map(column -> new RandomColumn(alias + "." + column.name(), column.kind()))
        .toList();
  }

  private static List<RandomColumn> columns(String alias, List<Kind> kinds) {
    List<RandomColumn> columns = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      columns.add(new RandomColumn(alias + ".c" + i, kinds.get(i)));
    }
    return columns;
  }

  private String where(List<RandomColumn> columns, int depth) {
    return random.nextInt(3) == 0 ? "" : " WHERE " + expressions.condition(columns, depth);
  }

  private String items(List<Kind> kinds, List<RandomColumn> columns, int depth) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      items.add(expressions.of(kinds.get(i), columns, depth) + " AS c" + i);
    }
    return String.join(", ", items);
  }

  @Override
  public String scalar(Kind kind, List<RandomColumn> outer, int depth) {
    String name = alias("t");
    List<RandomColumn> own = columnsOf(name);
    return "(SELECT "
        + pick("min(", "max(")
        + expressions.of(kind, own, 0)
        + ") FROM "
        + table()
        + " AS "
        + name
        + correlation(own, outer)
        + ")";
  }

  @Override
  public String column(Kind kind, List<RandomColumn> outer, int depth) {
    String name = alias("t");
    List<RandomColumn> own = columnsOf(name);
    return "(SELECT "
        + expressions.of(kind, own, Math.min(depth, 1))
        + " FROM "
        + table()
        + " AS "
        + name
        + correlation(own, outer)
        + ")";
  }

  private String correlation(List<RandomColumn> own, List<RandomColumn> outer) {
    switch (random.nextInt(4)) {
      case 0:
        return "";
      case 1:
        return " WHERE " + expressions.condition(own, 0);
      case 2:
        return " WHERE " + expressions.condition(joined(own, outer), 0);
      default:
        return outer.isEmpty() ? "" : " WHERE " + on(own, outer);
    }
  }

  private static List<RandomColumn> joined(List<RandomColumn> first, List<RandomColumn> second) {
    List<RandomColumn> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private String alias(String prefix) {
    aliases++;
    return prefix + "_" + aliases;
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
