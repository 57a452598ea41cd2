package dev.quern.benchmarks.data;

import java.util.List;
import java.util.Locale;

/**
 * One table in the shape of the group-by task of the db-benchmark: keys of few and of many values
 * as texts (id1 to id3) and as numbers (id4 to id6), three measures. No nulls, not sorted.
 */
final class GroupingTables {
  /** How many values the keys of few values have; those of many have rows / this. */
  private static final int GROUPS = 100;

  private GroupingTables() {}

  static DataSet of(long rows) {
    long manyGroups = Math.max(1, rows / GROUPS);
    GeneratedTable table =
        new GeneratedTable(
            "x",
            List.of(
                GeneratedColumn.ofText("id1", row -> text(3, 1 + RowHash.below(1, row, GROUPS))),
                GeneratedColumn.ofText("id2", row -> text(3, 1 + RowHash.below(2, row, GROUPS))),
                GeneratedColumn.ofText(
                    "id3", row -> text(10, 1 + RowHash.below(3, row, manyGroups))),
                GeneratedColumn.ofInteger("id4", row -> 1 + RowHash.below(4, row, GROUPS)),
                GeneratedColumn.ofInteger("id5", row -> 1 + RowHash.below(5, row, GROUPS)),
                GeneratedColumn.ofInteger("id6", row -> 1 + RowHash.below(6, row, manyGroups)),
                GeneratedColumn.ofInteger("v1", row -> 1 + RowHash.below(7, row, 5)),
                GeneratedColumn.ofInteger("v2", row -> 1 + RowHash.below(8, row, 15)),
                GeneratedColumn.ofDouble("v3", row -> measure(9, row))),
            rows,
            1);
    return new GeneratedDataSet("groupby-" + rows, List.of(table));
  }

  private static String text(int digits, long number) {
    return String.format(Locale.ROOT, "id%0" + digits + "d", number);
  }

  /** Returns a number from 0 to 100 with six places. */
  static double measure(long seed, long row) {
    return Math.rint(RowHash.unit(seed, row) * 1e8) / 1e6;
  }
}
