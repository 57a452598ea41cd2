package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * The key columns of one side of a join.
 *
 * @param columns in the order of the keys
 * @param nullSafe for each key whether two nulls are equal
 */
record JoinKeys(Schema schema, List<Integer> columns, List<Boolean> nullSafe) {

  static JoinKeys left(HashJoinNode node) {
    check(node);
    return new JoinKeys(node.left().schema(), node.leftKeys(), node.nullSafeKeys());
  }

  static JoinKeys right(HashJoinNode node) {
    return new JoinKeys(node.right().schema(), node.rightKeys(), node.nullSafeKeys());
  }

  private static void check(HashJoinNode node) {
    for (int key = 0; key < node.leftKeys().size(); key++) {
      String left = node.left().schema().type(node.leftKeys().get(key)).sqlName();
      String right = node.right().schema().type(node.rightKeys().get(key)).sqlName();
      Checks.check(left.equals(right), "join keys of different types: %s and %s", left, right);
    }
  }

  /** Returns where the key columns of a batch lie. */
  List<ColumnAddresses> addresses(Batch batch) {
    List<ColumnAddresses> addresses = new ArrayList<>(columns.size());
    for (int column : columns) {
      addresses.add(ColumnAddresses.of(batch.vector(column), schema.type(column)));
    }
    return addresses;
  }

  /**
   * Writes the rows that can have a match, those without a null that equals nothing, to {@code
   * rows}, ascending.
   *
   * @return how many
   */
  int selectMatchable(List<ColumnAddresses> keys, int rowCount, int[] rows) {
    int count = 0;
    for (int row = 0; row < rowCount; row++) {
      rows[count++] = row;
    }
    for (int key = 0; key < keys.size(); key++) {
      ColumnAddresses column = keys.get(key);
      if (nullSafe.get(key) || !column.hasNulls()) {
        continue;
      }
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (ColumnAddresses.isSet(column.validity(), rows[i])) {
          rows[kept++] = rows[i];
        }
      }
      count = kept;
    }
    return count;
  }
}
