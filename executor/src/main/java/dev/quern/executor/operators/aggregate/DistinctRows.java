package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.VectorGather;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The distinct (group keys, arguments) of those aggregates of a node that share arguments and
 * filter. It is itself a grouping, so that a group with more distinct values than memory holds goes
 * to disk like any other.
 */
final class DistinctRows implements AutoCloseable {
  /** Functions whose result is the same with and without duplicates. */
  private static final Set<String> INDIFFERENT =
      Set.of("min", "max", "any_value", "bool_and", "bool_or", "every", "approx_count_distinct");

  private final SpillableGroups rows;
  private final InputColumns input;
  private final InputColumns output;
  private final int filterColumn;
  private final BufferAllocator allocator;

  private DistinctRows(
      SpillableGroups rows,
      InputColumns input,
      InputColumns output,
      int filterColumn,
      BufferAllocator allocator) {
    this.rows = rows;
    this.input = input;
    this.output = output;
    this.filterColumn = filterColumn;
    this.allocator = allocator;
  }

  /** Returns one for each different set of arguments and filter among the distinct aggregates. */
  static List<DistinctRows> of(
      AggregateNode node,
      OperatorStatistics statistics,
      TaskContext context,
      BufferAllocator allocator) {
    List<DistinctRows> all = new ArrayList<>();
    List<AggregateCall> done = new ArrayList<>();
    try {
      for (AggregateCall call : node.aggregates()) {
        if (needed(call) && done.stream().noneMatch(other -> shares(call, other))) {
          done.add(call);
          all.add(create(node, call, done.size(), statistics, context, allocator));
        }
      }
      return all;
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, all);
    }
  }

  /** Returns whether a row more or less with equal arguments would change the result. */
  static boolean needed(AggregateCall call) {
    return call.distinct() && !INDIFFERENT.contains(call.function());
  }

  private static boolean shares(AggregateCall call, AggregateCall other) {
    return call.arguments().equals(other.arguments())
        && call.filterColumn() == other.filterColumn();
  }

  private static DistinctRows create(
      AggregateNode node,
      AggregateCall call,
      int number,
      OperatorStatistics statistics,
      TaskContext context,
      BufferAllocator allocator) {
    List<Integer> columns = new ArrayList<>(node.groupKeys());
    columns.addAll(call.arguments());
    Schema schema = node.input().schema().select(columns);
    SpillableGroups rows =
        new SpillableGroups(
            "aggregate-" + node.id() + "-distinct-" + number,
            schema,
            List.of(),
            schema,
            statistics,
            context,
            allocator);
    InputColumns input = new InputColumns(columns, List.of(), List.of(), false);
    return new DistinctRows(rows, input, outputColumns(node, call), call.filterColumn(), allocator);
  }

  private static InputColumns outputColumns(AggregateNode node, AggregateCall shared) {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < node.groupKeys().size(); i++) {
      keys.add(i);
    }
    List<Integer> arguments = new ArrayList<>();
    for (int i = 0; i < shared.arguments().size(); i++) {
      arguments.add(keys.size() + i);
    }
    List<@Nullable List<Integer>> calls = new ArrayList<>();
    List<Integer> filters = new ArrayList<>();
    for (AggregateCall call : node.aggregates()) {
      calls.add(needed(call) && shares(call, shared) ? withOrder(call, arguments) : null);
      filters.add(-1);
    }
    return new InputColumns(keys, calls, filters, false);
  }

  /** Returns the arguments, followed by the order columns, each of which is an argument. */
  private static List<Integer> withOrder(AggregateCall call, List<Integer> arguments) {
    List<Integer> columns = new ArrayList<>(arguments);
    for (SortKey key : call.order()) {
      int argument = call.arguments().indexOf(key.column());
      if (argument < 0) {
        throw new QueryException(
            ErrorCode.UNSUPPORTED,
            "A distinct aggregate can only be ordered by its arguments: " + call.function());
      }
      columns.add(arguments.get(argument));
    }
    return columns;
  }

  /** Takes in the rows of a batch of the node's input, which stays open. */
  void add(Batch batch) {
    if (filterColumn < 0) {
      rows.add(batch, input);
      return;
    }
    int[] selected = new int[batch.rowCount()];
    int count = select(batch, selected);
    if (count > 0) {
      try (Batch filtered = VectorGather.gather(batch, selected, 0, count, allocator)) {
        rows.add(filtered, input);
      }
    }
  }

  private int select(Batch batch, int[] selected) {
    ColumnAddresses filter =
        ColumnAddresses.of(batch.vector(filterColumn), batch.schema().type(filterColumn));
    int count = 0;
    for (int row = 0; row < batch.rowCount(); row++) {
      if (!filter.isNull(row) && ColumnAddresses.isSet(filter.data(), row)) {
        selected[count++] = row;
      }
    }
    return count;
  }

  /** Ends the input and adds the distinct rows to their groups. */
  void addTo(SpillableGroups groups) {
    rows.finish();
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      add(batch, groups);
    }
  }

  private void add(Batch owned, SpillableGroups groups) {
    try (owned) {
      groups.add(owned, output);
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
