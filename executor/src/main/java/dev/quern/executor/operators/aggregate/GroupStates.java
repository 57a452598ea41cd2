package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The states of all aggregates: in the rows of their groups, and in a {@link ByteHeap} what has no
 * fixed size. Takes the rows of the batch that was bound into groups whose addresses it is given.
 * Not thread-safe.
 */
final class GroupStates {
  private final ByteHeap heap;
  private final List<Accumulator> accumulators = new ArrayList<>();
  private final int stateBytes;
  private final boolean usesHeap;
  private final boolean isOneGroup;
  private final GroupRuns runs = new GroupRuns();
  private final List<@Nullable List<ColumnAddresses>> arguments = new ArrayList<>();
  private final List<@Nullable ColumnAddresses> filters = new ArrayList<>();
  private boolean areStates;
  private int[] sliceRows = new int[0];
  private int[] filteredRows = new int[0];

  /**
   * @param isOneGroup whether there is one group only, as without keys
   * @param reservation stays the caller's
   */
  GroupStates(
      List<AggregateCall> calls,
      boolean isOneGroup,
      UserFunctions functions,
      MemoryPool.Reservation reservation) {
    this.isOneGroup = isOneGroup;
    this.heap = new ByteHeap(reservation);
    int offset = GroupTable.stateOffset();
    for (AggregateCall call : calls) {
      Accumulator accumulator = Accumulators.create(call, offset, functions, heap);
      accumulators.add(accumulator);
      offset += accumulator.stateBytes();
    }
    this.stateBytes = offset - GroupTable.stateOffset();
    this.usesHeap = accumulators.stream().anyMatch(Accumulator::usesHeap);
  }

  List<Accumulator> accumulators() {
    return accumulators;
  }

  /** Returns the bytes of all states in a group's row. */
  int stateBytes() {
    return stateBytes;
  }

  /** Returns whether states are partly kept outside of the groups' rows. */
  boolean usesHeap() {
    return usesHeap;
  }

  /** Returns the bytes held outside of the groups' rows. */
  long heapBytes() {
    return heap.bytes();
  }

  /** Returns about how many of {@link #heapBytes} the states of one group take. */
  long heapBytes(long group) {
    long bytes = 0;
    for (int call = 0; call < accumulators.size() && usesHeap; call++) {
      bytes += accumulators.get(call).heapBytes(group);
    }
    return bytes;
  }

  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (Accumulator accumulator : accumulators) {
      fields.addAll(accumulator.stateFields());
    }
    return fields;
  }

  /** Chooses the rows that {@link #update} is about; the batch must stay open until then. */
  void bind(Batch batch, InputColumns columns) {
    if (sliceRows.length < batch.rowCount()) {
      sliceRows = new int[batch.rowCount()];
      filteredRows = new int[batch.rowCount()];
    }
    areStates = columns.states();
    arguments.clear();
    filters.clear();
    for (int call = 0; call < accumulators.size(); call++) {
      List<Integer> argumentColumns = columns.arguments().get(call);
      List<ColumnAddresses> ofCall = null;
      if (argumentColumns != null) {
        ofCall = new ArrayList<>(argumentColumns.size());
        for (int column : argumentColumns) {
          ofCall.add(ColumnAddresses.of(batch.vector(column), batch.schema().type(column)));
        }
      }
      arguments.add(ofCall);
      int filter = columns.filters().get(call);
      filters.add(
          filter < 0
              ? null
              : ColumnAddresses.of(batch.vector(filter), batch.schema().type(filter)));
    }
  }

  /**
   * Takes each row into the group at {@code target[row]}.
   *
   * @return how many; fewer than {@code count} if states were refused memory to grow
   */
  int update(int[] rows, int count, long[] target) {
    if (!usesHeap) {
      updateAll(rows, count, target);
      return count;
    }
    int done = 0;
    int step = count;
    while (done < count && step > 0) {
      int next = Math.min(Math.min(step, mostRows()), count - done);
      System.arraycopy(rows, done, sliceRows, 0, next);
      if (heap.tryReserve(heapBytesWanted(sliceRows, next, target))) {
        updateEach(sliceRows, next, target);
        done += next;
      } else {
        step = next / 2;
      }
    }
    return done;
  }

  private int mostRows() {
    int most = Integer.MAX_VALUE;
    for (Accumulator accumulator : accumulators) {
      most = Math.min(most, accumulator.mostRows());
    }
    return most;
  }

  /** Takes the heap's memory for a row, which others are asked for if need be. */
  void insist(int[] rows, int count, long[] target, Runnable whileWaiting) {
    heap.insist(heapBytesWanted(rows, count, target), whileWaiting);
  }

  private long heapBytesWanted(int[] rows, int count, long[] target) {
    long bytes = 0;
    for (int call = 0; call < accumulators.size() && usesHeap; call++) {
      List<ColumnAddresses> ofCall = arguments.get(call);
      Accumulator accumulator = accumulators.get(call);
      if (ofCall == null || !accumulator.usesHeap()) {
        continue;
      }
      ColumnAddresses filter = filters.get(call);
      int[] selected = filter == null ? rows : filteredRows;
      int selectedCount = filter == null ? count : select(filter, rows, count);
      bytes +=
          areStates
              ? accumulator.heapBytesToMerge(ofCall, selected, selectedCount, target)
              : accumulator.heapBytesToAdd(ofCall, selected, selectedCount, target);
    }
    return bytes;
  }

  /** Updates states in the groups' rows, by runs of rows of one group where that can be. */
  private void updateAll(int[] rows, int count, long[] target) {
    if (areStates || !runs.tryOrder(isOneGroup, rows, count, target)) {
      updateEach(rows, count, target);
      return;
    }
    for (int call = 0; call < accumulators.size(); call++) {
      List<ColumnAddresses> ofCall = arguments.get(call);
      if (ofCall == null) {
        continue;
      }
      if (filters.get(call) == null
          && accumulators.get(call) instanceof RunAccumulator accumulator) {
        addRuns(accumulator, ofCall);
      } else {
        update(call, ofCall, rows, count, target);
      }
    }
  }

  private void addRuns(RunAccumulator accumulator, List<ColumnAddresses> ofCall) {
    for (int i = 0; i < runs.groupCount(); i++) {
      accumulator.addRun(ofCall, runs.rows(), runs.start(i), runs.end(i), runs.group(i));
    }
  }

  private void updateEach(int[] rows, int count, long[] target) {
    for (int call = 0; call < accumulators.size(); call++) {
      List<ColumnAddresses> ofCall = arguments.get(call);
      if (ofCall != null) {
        update(call, ofCall, rows, count, target);
      }
    }
  }

  private void update(
      int call, List<ColumnAddresses> ofCall, int[] rows, int count, long[] target) {
    Accumulator accumulator = accumulators.get(call);
    ColumnAddresses filter = filters.get(call);
    int[] selected = filter == null ? rows : filteredRows;
    int selectedCount = filter == null ? count : select(filter, rows, count);
    if (areStates) {
      accumulator.merge(ofCall, selected, selectedCount, target);
    } else {
      accumulator.add(ofCall, selected, selectedCount, target);
    }
  }

  /** Writes the rows whose filter is true to {@link #filteredRows} and returns how many. */
  private int select(ColumnAddresses filter, int[] rows, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (!filter.isNull(rows[i]) && ColumnAddresses.isSet(filter.data(), rows[i])) {
        filteredRows[kept++] = rows[i];
      }
    }
    return kept;
  }

  /**
   * Makes a state for each of so many rows outside of all groups, until {@link #clear}.
   *
   * @param groups takes for each row what stands for the address of its group
   * @return false if the memory was refused
   */
  boolean tryCreateUngrouped(int rowCount, long[] groups) {
    Checks.check(!isOneGroup, "%s rows outside of the only group", rowCount);
    long bytes = (long) rowCount * stateBytes;
    if (!heap.tryReserve(bytes)) {
      return false;
    }
    long states = heap.allocate(bytes);
    Memory.fill(states, bytes, (byte) 0);
    for (int row = 0; row < rowCount; row++) {
      groups[row] = states + (long) row * stateBytes - GroupTable.stateOffset();
    }
    return true;
  }

  /** Appends the columns of the states of groups. */
  void addStates(
      List<FieldVector> vectors, long[] groups, int from, int count, BufferAllocator allocator) {
    for (Accumulator accumulator : accumulators) {
      vectors.addAll(accumulator.states(groups, from, count, allocator));
    }
  }

  /** Appends the columns of the results of groups. */
  void addResults(
      List<FieldVector> vectors, long[] groups, int from, int count, BufferAllocator allocator) {
    for (Accumulator accumulator : accumulators) {
      vectors.add(accumulator.results(groups, from, count, allocator));
    }
  }

  /** Gives the memory outside of the groups' rows back. */
  void clear() {
    heap.clear();
  }
}
