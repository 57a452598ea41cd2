package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * {@code single_value}: the value of a scalar sub-query. More than one row, null or not, is an
 * error (MORE_THAN_ONE_ROW) that is raised as soon as it is seen.
 *
 * <pre>
 * offset 0  number of rows
 * offset 8  state of the kept value
 * </pre>
 */
final class SingleValueAccumulator implements Accumulator {
  private final int offset;
  private final Accumulator value;
  private final Field countField;

  /**
   * @param value keeps the first value at {@code offset + 8}
   */
  SingleValueAccumulator(int offset, Accumulator value, Field countField) {
    this.offset = offset;
    this.value = value;
    this.countField = countField;
  }

  @Override
  public int stateBytes() {
    return Long.BYTES + value.stateBytes();
  }

  @Override
  public List<Field> stateFields() {
    List<Field> fields = new ArrayList<>(value.stateFields());
    fields.add(countField);
    return fields;
  }

  @Override
  public boolean usesHeap() {
    return value.usesHeap();
  }

  @Override
  public long heapBytesToAdd(
      List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    return value.heapBytesToAdd(arguments, rows, count, groups);
  }

  @Override
  public long heapBytesToMerge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    return value.heapBytesToMerge(states.subList(0, 1), rows, count, groups);
  }

  @Override
  public long heapBytes(long group) {
    return value.heapBytes(group);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    for (int i = 0; i < count; i++) {
      addRows(groups[rows[i]] + offset, 1);
    }
    value.add(arguments, rows, count, groups);
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses counts = states.get(1);
    for (int i = 0; i < count; i++) {
      if (!counts.isNull(rows[i])) {
        addRows(groups[rows[i]] + offset, Memory.getLong(counts.data() + 8L * rows[i]));
      }
    }
    value.merge(states.subList(0, 1), rows, count, groups);
  }

  private static void addRows(long state, long more) {
    long total = Memory.getLong(state) + more;
    if (total > 1) {
      throw new QueryException(
          ErrorCode.MORE_THAN_ONE_ROW,
          "A sub-query used as a value returned more than one row; expected at most one");
    }
    Memory.putLong(state, total);
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>(value.states(groups, from, count, allocator));
    OutputColumn counts = new OutputColumn(countField, count, allocator);
    for (int i = 0; i < count; i++) {
      counts.putLong(i, Memory.getLong(groups[from + i] + offset));
    }
    vectors.add(counts.vector());
    return vectors;
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    return value.results(groups, from, count, allocator);
  }
}
