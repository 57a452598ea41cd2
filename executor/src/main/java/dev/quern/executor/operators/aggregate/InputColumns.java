package dev.quern.executor.operators.aggregate;

import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where keys, arguments and filters stand in the columns of a batch.
 *
 * @param keys the key columns
 * @param arguments for each call its argument columns, or the columns of its state; null if these
 *     rows are not for that call
 * @param filters for each call the boolean column that must be true, or -1
 * @param states whether rows hold states to be merged, not values to be added
 */
record InputColumns(
    List<Integer> keys,
    List<@Nullable List<Integer>> arguments,
    List<Integer> filters,
    boolean states) {

  /** Returns where the node says that its input has them. */
  static InputColumns of(AggregateNode node) {
    boolean states = node.phase() == AggregateNode.Phase.FINAL;
    List<@Nullable List<Integer>> arguments = new ArrayList<>();
    List<Integer> filters = new ArrayList<>();
    for (AggregateCall call : node.aggregates()) {
      // Rows for distinct aggregates come without duplicates, through DistinctRows.
      arguments.add(DistinctRows.needed(call) ? null : argumentsOf(call, states));
      filters.add(states ? -1 : call.filterColumn());
    }
    return new InputColumns(node.groupKeys(), arguments, filters, states);
  }

  /** Returns the arguments, followed by the columns that order rows within a group. */
  private static List<Integer> argumentsOf(AggregateCall call, boolean states) {
    List<Integer> columns = new ArrayList<>(call.arguments());
    if (!states) {
      call.order().forEach(key -> columns.add(key.column()));
    }
    return columns;
  }

  /** Returns where states stand that an {@link Aggregation} of the same calls emitted. */
  static InputColumns ofStates(int keyCount, List<Accumulator> accumulators) {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < keyCount; i++) {
      keys.add(i);
    }
    List<@Nullable List<Integer>> arguments = new ArrayList<>();
    List<Integer> filters = new ArrayList<>();
    int position = keyCount;
    for (Accumulator accumulator : accumulators) {
      List<Integer> columns = new ArrayList<>();
      for (int i = 0; i < accumulator.stateFields().size(); i++) {
        columns.add(position++);
      }
      arguments.add(columns);
      filters.add(-1);
    }
    return new InputColumns(keys, arguments, filters, true);
  }
}
