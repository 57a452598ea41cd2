package dev.quern.benchmarks.slt;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small tables of all simple types: many duplicates, nulls and empty texts; one has no rows. */
final class RandomTables {
  static final List<String> NAMES = List.of("t0", "t1", "t2", "empty");

  /** The columns of every table; {@code id} is unique. */
  static final List<RandomColumn> COLUMNS =
      List.of(
          new RandomColumn("id", RandomColumn.Kind.INTEGER),
          new RandomColumn("i", RandomColumn.Kind.INTEGER),
          new RandomColumn("l", RandomColumn.Kind.BIGINT),
          new RandomColumn("d", RandomColumn.Kind.DECIMAL),
          new RandomColumn("f", RandomColumn.Kind.DOUBLE),
          new RandomColumn("s", RandomColumn.Kind.TEXT),
          new RandomColumn("b", RandomColumn.Kind.BOOLEAN),
          new RandomColumn("dt", RandomColumn.Kind.DATE),
          new RandomColumn("ts", RandomColumn.Kind.TIMESTAMP));

  private static final int[] ROW_COUNTS = {23, 11, 3, 0};

  private RandomTables() {}

  /** Returns the statements that make the tables in DuckDB. */
  static List<String> statements(Random random) {
    List<String> statements = new ArrayList<>();
    for (int table = 0; table < ROW_COUNTS.length; table++) {
      String name = NAMES.get(table);
      statements.add("CREATE TABLE " + name + " (" + String.join(", ", declarations()) + ")");
      for (int row = 0; row < ROW_COUNTS[table]; row++) {
        statements.add(
            "INSERT INTO " + name + " VALUES (" + String.join(", ", values(random, row)) + ")");
      }
    }
    return statements;
  }

  private static List<String> declarations() {
    return COLUMNS.stream().map(column -> column.name() + " " + column.kind().sql()).toList();
  }

  private static List<String> values(Random random, int row) {
    List<String> values = new ArrayList<>();
    values.add(Integer.toString(row));
    for (RandomColumn column : COLUMNS.subList(1, COLUMNS.size())) {
      values.add(random.nextInt(5) == 0 ? "NULL" : column.kind().literal(random));
    }
    return values;
  }
}
