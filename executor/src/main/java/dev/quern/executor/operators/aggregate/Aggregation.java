package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * Groups and their states in memory: takes rows or states in, gives states or results out. Not
 * thread-safe.
 */
final class Aggregation implements AutoCloseable {
  private final Schema keySchema;
  private final GroupTable table;
  private final ByteHeap heap;
  private final List<Accumulator> accumulators = new ArrayList<>();
  private final RowReader reader;
  private final int stateBytes;
  private long[] groups = new long[0];
  private int[] allRows = new int[0];
  private int[] filteredRows = new int[0];

  /** The reservation stays the caller's. */
  Aggregation(Schema keySchema, List<AggregateCall> calls, MemoryPool.Reservation reservation) {
    this.keySchema = keySchema;
    this.heap = new ByteHeap(reservation);
    int offset = GroupTable.stateOffset();
    for (AggregateCall call : calls) {
      Accumulator accumulator = Accumulators.create(call, offset, heap);
      accumulators.add(accumulator);
      offset += accumulator.stateBytes();
    }
    this.stateBytes = offset - GroupTable.stateOffset();
    this.table = new GroupTable(keySchema, stateBytes, reservation);
    this.reader = new RowReader(table.layout());
  }

  List<Accumulator> accumulators() {
    return accumulators;
  }

  /** Returns the columns of emitted states: the keys, then those of each call. */
  Schema stateSchema() {
    List<Field> fields = new ArrayList<>(keySchema.fields());
    for (Accumulator accumulator : accumulators) {
      fields.addAll(accumulator.stateFields());
    }
    return new Schema(fields);
  }

  int stateBytes() {
    return stateBytes;
  }

  long groupCount() {
    return table.groupCount();
  }

  /** Returns the bytes held. */
  long bytes() {
    return table.bytes() + heap.bytes();
  }

  /** Returns whether memory was taken that the pool had refused: spill before the next batch. */
  boolean isOverBudget() {
    return table.isOverBudget() || heap.isOverBudget();
  }

  /**
   * Makes room for {@code more} groups.
   *
   * @param force whether to go beyond the budget if need be
   * @return false if the memory was refused
   */
  boolean reserve(int more, boolean force) {
    return table.reserve(more, force);
  }

  /** Makes the group of an aggregation without keys, which exists even without rows. */
  void createOnlyGroup() {
    table.reserve(1, true);
    makeRoom(1);
    table.find(List.of(), 1, groups);
  }

  /** Takes in all rows of a batch, which stays open; call {@link #reserve} before. */
  void consume(Batch batch, InputColumns columns) {
    makeRoom(batch.rowCount());
    List<FieldVector> keys = new ArrayList<>(columns.keys().size());
    for (int column : columns.keys()) {
      keys.add(batch.vector(column));
    }
    table.find(keys, batch.rowCount(), groups);
    update(batch, columns, groups);
  }

  /** Takes each row into the group at {@code target[row]}. */
  void update(Batch batch, InputColumns columns, long[] target) {
    makeRoom(batch.rowCount());
    for (int call = 0; call < accumulators.size(); call++) {
      List<Integer> argumentColumns = columns.arguments().get(call);
      if (argumentColumns == null) {
        continue;
      }
      List<ColumnAddresses> arguments = new ArrayList<>();
      for (int column : argumentColumns) {
        arguments.add(ColumnAddresses.of(batch.vector(column), batch.schema().type(column)));
      }
      Accumulator accumulator = accumulators.get(call);
      int filter = columns.filters().get(call);
      int[] rows = filter < 0 ? allRows : filteredRows;
      int count = filter < 0 ? batch.rowCount() : select(batch, filter);
      if (columns.states()) {
        accumulator.merge(arguments, rows, count, target);
      } else {
        accumulator.add(arguments, rows, count, target);
      }
    }
  }

  /** Writes the rows whose filter is true to {@link #filteredRows} and returns how many. */
  private int select(Batch batch, int filterColumn) {
    ColumnAddresses filter =
        ColumnAddresses.of(batch.vector(filterColumn), batch.schema().type(filterColumn));
    int count = 0;
    for (int row = 0; row < batch.rowCount(); row++) {
      if (!filter.isNull(row) && ColumnAddresses.isSet(filter.data(), row)) {
        filteredRows[count++] = row;
      }
    }
    return count;
  }

  /**
   * Returns keys and states as if each row of the batch, which stays open, were a group; no group
   * may be held. The caller owns the result.
   */
  Batch ungrouped(Batch batch, InputColumns columns, Schema schema, BufferAllocator allocator) {
    int rowCount = batch.rowCount();
    makeRoom(rowCount);
    long bytes = (long) rowCount * stateBytes;
    long states = heap.allocate(bytes);
    Memory.fill(states, bytes, (byte) 0);
    for (int row = 0; row < rowCount; row++) {
      groups[row] = states + (long) row * stateBytes - GroupTable.stateOffset();
    }
    update(batch, columns, groups);
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try {
      for (int column : columns.keys()) {
        vectors.add(VectorGather.slice(batch.vector(column), 0, rowCount, allocator));
      }
      addStates(vectors, groups, 0, rowCount, allocator);
      return new Batch(schema, vectors, rowCount);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    } finally {
      heap.clear();
    }
  }

  RowCursor groups() {
    return table.groups();
  }

  /** Returns keys and states of the groups at {@code addresses}; the caller owns the batch. */
  Batch states(long[] addresses, int from, int count, Schema schema, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try {
      addKeys(vectors, schema, addresses, from, count, allocator);
      addStates(vectors, addresses, from, count, allocator);
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
      for (Accumulator accumulator : accumulators) {
        vectors.add(accumulator.results(addresses, from, count, allocator));
      }
      return new Batch(schema, vectors, count);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  private void addStates(
      List<FieldVector> vectors, long[] addresses, int from, int count, BufferAllocator allocator) {
    for (Accumulator accumulator : accumulators) {
      vectors.addAll(accumulator.states(addresses, from, count, allocator));
    }
  }

  private void addKeys(
      List<FieldVector> vectors,
      Schema schema,
      long[] addresses,
      int from,
      int count,
      BufferAllocator allocator) {
    for (int key = 0; key < keySchema.size(); key++) {
      vectors.add(reader.readColumn(key, schema.field(key), addresses, from, count, allocator));
    }
  }

  /** Forgets all groups and gives their memory back. */
  void clear() {
    table.clear();
    heap.clear();
    accumulators.forEach(Accumulator::clear);
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
      filteredRows = new int[rowCount];
    }
  }
}
