package dev.quern.optimizer.physical;

import dev.quern.plan.nodes.AggregateCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a PARTIAL aggregation computes, so that nothing is added up twice: the state of an average
 * is the sum and the number of its values, which are also the states of {@code sum} and {@code
 * count} of the same values.
 *
 * @param calls whose states the PARTIAL aggregation puts out behind the keys, in this order
 * @param columns for each of the original calls the columns of its states
 */
record SharedStates(List<AggregateCall> calls, List<List<Integer>> columns) {
  static SharedStates of(List<AggregateCall> all, int keyCount) {
    List<AggregateCall> calls = new ArrayList<>();
    int[] firstColumns = new int[all.size()];
    int end = keyCount;
    for (int i = 0; i < all.size(); i++) {
      if (average(all, i) < 0) {
        calls.add(all.get(i));
        firstColumns[i] = end;
        end += all.get(i).stateFields().size();
      }
    }
    List<List<Integer>> columns = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      AggregateCall call = all.get(i);
      int average = average(all, i);
      if (average < 0) {
        int first = firstColumns[i];
        columns.add(IntStream.range(first, first + call.stateFields().size()).boxed().toList());
      } else {
        columns.add(List.of(firstColumns[average] + (call.function().equals("sum") ? 0 : 1)));
      }
    }
    return new SharedStates(calls, columns);
  }

  /** Returns the index of the average whose state has that of a sum or a count, or -1. */
  private static int average(List<AggregateCall> all, int index) {
    AggregateCall call = all.get(index);
    if (!call.function().equals("sum") && !call.function().equals("count")) {
      return -1;
    }
    return IntStream.range(0, all.size())
        .filter(i -> all.get(i).function().equals("avg") && hasSameInput(all.get(i), call))
        .findFirst()
        .orElse(-1);
  }

  private static boolean hasSameInput(AggregateCall call, AggregateCall other) {
    return call.arguments().equals(other.arguments())
        && call.filterColumn() == other.filterColumn();
  }
}
