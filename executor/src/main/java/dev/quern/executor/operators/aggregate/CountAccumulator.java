package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** {@code count(*)} and {@code count(x, ...)}: rows whose arguments are all present. */
final class CountAccumulator implements RunAccumulator {
  private final int offset;
  private final Field stateField;
  private final Field resultField;

  CountAccumulator(int offset, Field stateField, Field resultField) {
    this.offset = offset;
    this.stateField = stateField;
    this.resultField = resultField;
  }

  @Override
  public int stateBytes() {
    return Long.BYTES;
  }

  @Override
  public List<Field> stateFields() {
    return List.of(stateField);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    boolean anyNulls = false;
    for (ColumnAddresses argument : arguments) {
      anyNulls |= argument.hasNulls();
    }
    for (int i = 0; i < count; i++) {
      if (anyNulls && isAnyNull(arguments, rows[i])) {
        continue;
      }
      long state = groups[rows[i]] + offset;
      Memory.putLong(state, Memory.getLong(state) + 1);
    }
  }

  @Override
  public void addRun(List<ColumnAddresses> arguments, int[] rows, int from, int to, long group) {
    boolean anyNulls = false;
    for (ColumnAddresses argument : arguments) {
      anyNulls |= argument.hasNulls();
    }
    long counted = (long) to - from;
    for (int i = from; i < to && anyNulls; i++) {
      counted -= isAnyNull(arguments, rows[i]) ? 1 : 0;
    }
    Memory.putLong(group + offset, Memory.getLong(group + offset) + counted);
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses counts = states.get(0);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!counts.isNull(row)) {
        long state = groups[row] + offset;
        Memory.putLong(state, Memory.getLong(state) + Memory.getLong(counts.data() + 8L * row));
      }
    }
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    return List.of(read(stateField, groups, from, count, allocator));
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    return read(resultField, groups, from, count, allocator);
  }

  private FieldVector read(
      Field field, long[] groups, int from, int count, BufferAllocator allocator) {
    OutputColumn output = new OutputColumn(field, count, allocator);
    for (int i = 0; i < count; i++) {
      output.putLong(i, Memory.getLong(groups[from + i] + offset));
    }
    return output.vector();
  }

  private static boolean isAnyNull(List<ColumnAddresses> arguments, int row) {
    for (ColumnAddresses argument : arguments) {
      if (argument.isNull(row)) {
        return true;
      }
    }
    return false;
  }
}
