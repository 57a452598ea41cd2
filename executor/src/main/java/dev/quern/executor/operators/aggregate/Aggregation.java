package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongPredicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Groups and their {@linkplain GroupStates states} in memory: takes rows or states in, gives states
 * or results out. All memory is reserved before it is taken. Not thread-safe.
 *
 * <p>Rows are taken in with {@link #start}, then {@link #advance} until none is pending; rows that
 * stay pending were refused the memory for their group or its growing states, so that the caller
 * has to give some back in between.
 */
final class Aggregation implements AutoCloseable {
  private final Schema keySchema;
  private final GroupTable table;
  private final GroupStates states;
  private final RowReader reader;
  private long[] groups = new long[0];
  private int[] allRows = new int[0];
  private int[] pending = new int[0];
  private int[] foundRows = new int[0];
  private int pendingCount;
  private int step = Integer.MAX_VALUE;

  /** The reservation stays the caller's. */
  Aggregation(
      Schema keySchema,
      List<AggregateCall> calls,
      UserFunctions functions,
      MemoryPool.Reservation reservation) {
    this.keySchema = keySchema;
    this.states = new GroupStates(calls, keySchema.size() == 0, functions, reservation);
    this.table = new GroupTable(keySchema, states.stateBytes(), reservation);
    this.reader = new RowReader(table.layout());
  }

  List<Accumulator> accumulators() {
    return states.accumulators();
  }

  /** Returns the columns of emitted states: the keys, then those of each call. */
  Schema stateSchema() {
    List<Field> fields = new ArrayList<>(keySchema.fields());
    fields.addAll(states.fields());
    return new Schema(fields);
  }

  long groupCount() {
    return table.groupCount();
  }

  /** Returns the bytes held. */
  long bytes() {
    return table.bytes() + states.heapBytes();
  }

  /** Makes the group of an aggregation without keys, which exists even without rows. */
  void createOnlyGroup(Runnable whileWaiting) {
    makeRoom(1);
    table.bind(List.of(), 1);
    try {
      table.insist(0, whileWaiting);
    } catch (RuntimeException e) {
      table.clear();
      throw e;
    }
    Checks.check(table.find(allRows, 1, groups) == 0, "%s groups", groupCount());
  }

  /** Makes all rows of a batch pending; it must stay open and unchanged until none is. */
  void start(Batch batch, InputColumns columns) {
    makeRoom(batch.rowCount());
    List<FieldVector> keys = new ArrayList<>(columns.keys().size());
    for (int column : columns.keys()) {
      keys.add(batch.vector(column));
    }
    table.bind(keys, batch.rowCount());
    states.bind(batch, columns);
    System.arraycopy(allRows, 0, pending, 0, batch.rowCount());
    pendingCount = batch.rowCount();
  }

  /** Returns whether rows of the last batch are still to be taken in. */
  boolean isPending() {
    return pendingCount > 0;
  }

  /** Takes in as many pending rows as memory is given for. */
  void advance() {
    while (pendingCount > 0) {
      int count = Math.min(step, pendingCount);
      boolean all = advance(count);
      // New groups must not take the memory that the states of others need: fewer rows at a time.
      if (states.usesHeap()) {
        step = all ? (int) Math.min(2L * step, Integer.MAX_VALUE) : Math.max(1, count / 2);
      }
      if (!all) {
        return;
      }
    }
  }

  /** Takes in the first {@code count} pending rows and returns whether that were all of them. */
  private boolean advance(int count) {
    int refused = table.find(pending, count, groups);
    int found = count;
    int[] rows = pending;
    if (refused > 0) {
      rows = foundRows;
      found = 0;
      for (int i = 0; i < count; i++) {
        if (groups[pending[i]] != 0) {
          rows[found++] = pending[i];
        }
      }
    }
    int updated = states.update(rows, found, groups);
    for (int i = updated; i < found; i++) {
      groups[rows[i]] = 0;
    }
    removeUpdated(count, refused + found - updated);
    return updated == count;
  }

  /** Removes from the first {@code count} pending rows those with a group. */
  private void removeUpdated(int count, int left) {
    int kept = 0;
    for (int i = 0; i < count && kept < left; i++) {
      if (groups[pending[i]] == 0) {
        pending[kept++] = pending[i];
      }
    }
    System.arraycopy(pending, count, pending, kept, pendingCount - count);
    pendingCount -= count - kept;
  }

  /** Returns whether the first pending row belongs to the only group there is. */
  boolean isOfOnlyGroup() {
    return table.find(pending, 1, groups) == 0 && groupCount() == 1;
  }

  /**
   * Takes memory for one pending row, which others are asked for if need be.
   *
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if it is not to be had
   */
  void insist(Runnable whileWaiting) {
    if (table.find(pending, 1, groups) > 0) {
      table.insist(pending[0], whileWaiting);
      table.find(pending, 1, groups);
    }
    states.insist(pending, 1, groups, whileWaiting);
  }

  /**
   * Returns keys and states as if each row of a part of the batch, which stays open, were a group;
   * no group may be held. The caller owns the result.
   *
   * @return null if the memory for the states was refused
   */
  @Nullable Batch tryUngrouped(
      Batch batch, InputColumns columns, Schema schema, BufferAllocator allocator) {
    int rowCount = batch.rowCount();
    makeRoom(rowCount);
    states.bind(batch, columns);
    try {
      return states.tryCreateUngrouped(rowCount, groups)
              && states.update(allRows, rowCount, groups) == rowCount
          ? ungroupedStates(batch, columns, schema, allocator)
          : null;
    } finally {
      states.clear();
    }
  }

  private Batch ungroupedStates(
      Batch batch, InputColumns columns, Schema schema, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try {
      for (int column : columns.keys()) {
        vectors.add(VectorGather.slice(batch.vector(column), 0, batch.rowCount(), allocator));
      }
      states.addStates(vectors, groups, 0, batch.rowCount(), allocator);
      return new Batch(schema, vectors, batch.rowCount());
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  /** Keeps the groups whose hash {@code kept} accepts; only if {@link #canRetain}. */
  void retain(LongPredicate kept) {
    table.retain(address -> kept.test(GroupTable.hash(address)));
  }

  /** Returns whether the memory of some groups can be given back, not only that of all. */
  boolean canRetain() {
    return !states.usesHeap();
  }

  /**
   * Returns how many of the groups at {@code addresses}, at least one, are emitted together so that
   * their values take about as many bytes as wanted.
   */
  int fitting(long[] addresses, int from, int count, long bytesWanted) {
    if (!states.usesHeap() && !table.layout().isVariable()) {
      return count;
    }
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += groupBytes(addresses[from + i]);
      if (bytes > bytesWanted) {
        return Math.max(1, i);
      }
    }
    return count;
  }

  /** Returns the bytes of a group and its states. */
  long groupBytes(long address) {
    return table.layout().rowBytes(address) + states.heapBytes(address);
  }

  RowCursor groups() {
    return table.groups();
  }

  /** Returns keys and states of the groups at {@code addresses}; the caller owns the batch. */
  Batch states(long[] addresses, int from, int count, Schema schema, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try {
      addKeys(vectors, schema, addresses, from, count, allocator);
      states.addStates(vectors, addresses, from, count, allocator);
      return new Batch(schema, vectors, count);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  /** Returns keys and results of the groups at {@code addresses}; the caller owns the batch. */
  Batch results(long[] addresses, int from, int count, Schema schema, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try {
      addKeys(vectors, schema, addresses, from, count, allocator);
      states.addResults(vectors, addresses, from, count, allocator);
      return new Batch(schema, vectors, count);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  private void addKeys(
      List<FieldVector> vectors,
      Schema schema,
      long[] addresses,
      int from,
      int count,
      BufferAllocator allocator) {
    BitSet nulls = reader.columnsWithNulls(addresses, from, count);
    for (int key = 0; key < keySchema.size(); key++) {
      vectors.add(
          reader.readColumn(key, schema.field(key), nulls, addresses, from, count, allocator));
    }
  }

  /** Forgets all groups and gives their memory back. */
  void clear() {
    table.clear();
    states.clear();
  }

  @Override
  public void close() {
    clear();
  }

  private void makeRoom(int rowCount) {
    if (allRows.length < rowCount) {
      groups = new long[rowCount];
      allRows = new int[rowCount];
      Arrays.setAll(allRows, i -> i);
      pending = new int[rowCount];
      foundRows = new int[rowCount];
    }
  }
}
