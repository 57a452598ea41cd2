package dev.quern.benchmarks.data;

import java.util.List;

/**
 * Four tables in the shape of the join task of the db-benchmark: {@code x}, and three to join it
 * with, of a millionth, a thousandth and all of its rows. Of the keys of each level nine tenths are
 * in both tables, one tenth in {@code x} alone and one tenth in the other alone; the other table
 * has each of its keys once. id4 to id6 are id1 to id3 as texts.
 */
final class JoinTables {
  private static final int FEWEST_KEYS = 10;

  private JoinTables() {}

  /** The keys of one level: those of {@code x} are its first ones, those of the other the rest. */
  private static final class Keys {
    private final long count;
    private final Permutation values;
    private final long seed;

    Keys(long count, long seed) {
      this.count = Math.max(FEWEST_KEYS, count);
      this.values = new Permutation(this.count + this.count / 10, seed);
      this.seed = seed;
    }

    /** Returns the key of a row of x: any of its keys. */
    long any(long row) {
      return left(RowHash.below(seed, row, count));
    }

    /** Returns the {@code index}th key of x. */
    long left(long index) {
      return 1 + values.at(index);
    }

    /** Returns any key of the other table. */
    long anyRight(long row) {
      return right(RowHash.below(seed + 1, row, count));
    }

    /** Returns the {@code index}th key of the other table: leaves out the last tenth of x's. */
    long right(long index) {
      long common = count - count / 10;
      return 1 + values.at(index < common ? index : index + count / 10);
    }
  }

  static DataSet of(long rows) {
    Keys few = new Keys(rows / 1_000_000, 11);
    Keys more = new Keys(rows / 1_000, 22);
    Keys many = new Keys(rows, 33);
    Permutation order = new Permutation(many.count, 44);
    Permutation bigOrder = new Permutation(many.count, 55);
    GeneratedTable x =
        new GeneratedTable(
            "x",
            List.of(
                GeneratedColumn.ofInteger("id1", few::any),
                GeneratedColumn.ofInteger("id2", more::any),
                GeneratedColumn.ofInteger("id3", row -> many.left(order.at(row))),
                GeneratedColumn.ofText("id4", row -> "id" + few.any(row)),
                GeneratedColumn.ofText("id5", row -> "id" + more.any(row)),
                GeneratedColumn.ofText("id6", row -> "id" + many.left(order.at(row))),
                GeneratedColumn.ofDouble("v1", row -> GroupingTables.measure(66, row))),
            many.count,
            1);
    GeneratedTable small =
        new GeneratedTable(
            "small",
            List.of(
                GeneratedColumn.ofInteger("id1", few::right),
                GeneratedColumn.ofText("id4", row -> "id" + few.right(row)),
                measure(77)),
            few.count,
            1);
    GeneratedTable medium =
        new GeneratedTable(
            "medium",
            List.of(
                GeneratedColumn.ofInteger("id1", few::anyRight),
                GeneratedColumn.ofInteger("id2", more::right),
                GeneratedColumn.ofText("id4", row -> "id" + few.anyRight(row)),
                GeneratedColumn.ofText("id5", row -> "id" + more.right(row)),
                measure(88)),
            more.count,
            1);
    GeneratedTable big =
        new GeneratedTable(
            "big",
            List.of(
                GeneratedColumn.ofInteger("id1", few::anyRight),
                GeneratedColumn.ofInteger("id2", more::anyRight),
                GeneratedColumn.ofInteger("id3", row -> many.right(bigOrder.at(row))),
                GeneratedColumn.ofText("id4", row -> "id" + few.anyRight(row)),
                GeneratedColumn.ofText("id5", row -> "id" + more.anyRight(row)),
                GeneratedColumn.ofText("id6", row -> "id" + many.right(bigOrder.at(row))),
                measure(99)),
            many.count,
            1);
    return new GeneratedDataSet("join-" + rows, List.of(x, small, medium, big));
  }

  private static GeneratedColumn measure(long seed) {
    return GeneratedColumn.ofDouble("v2", row -> GroupingTables.measure(seed, row));
  }
}
