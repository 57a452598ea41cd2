package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * {@code sum} and {@code avg} of floating-point numbers. A second argument of {@code avg} says of
 * how many values the first is the sum.
 *
 * <pre>
 * offset 0  number of values
 * offset 8  sum
 * </pre>
 */
final class DoubleSumAccumulator implements RunAccumulator {
  private static final int SUM = 8;

  private final int offset;
  private final List<Field> stateFields;
  private final Field resultField;
  private final boolean average;

  DoubleSumAccumulator(int offset, List<Field> stateFields, Field resultField, boolean average) {
    this.offset = offset;
    this.stateFields = stateFields;
    this.resultField = resultField;
    this.average = average;
  }

  @Override
  public int stateBytes() {
    return 16;
  }

  @Override
  public List<Field> stateFields() {
    return stateFields;
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    addAll(arguments.get(0), counts(arguments), rows, count, groups);
  }

  private static @Nullable ColumnAddresses counts(List<ColumnAddresses> arguments) {
    return arguments.size() > 1 ? arguments.get(1) : null;
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    addAll(states.get(0), average ? states.get(1) : null, rows, count, groups);
  }

  /** Adds in the order of rows, so that the sum is that of {@link #add} to the last bit. */
  @Override
  public void addRun(List<ColumnAddresses> arguments, int[] rows, int from, int to, long group) {
    ColumnAddresses values = arguments.get(0);
    ColumnAddresses counts = counts(arguments);
    long data = values.data();
    boolean single = values.type() == PhysicalType.FLOAT;
    boolean hasNulls = values.hasNulls();
    long state = group + offset;
    double sum = Memory.getDouble(state + SUM);
    long counted = 0;
    for (int i = from; i < to; i++) {
      int row = rows[i];
      if (!hasNulls || ColumnAddresses.isSet(values.validity(), row)) {
        sum += single ? Memory.getFloat(data + 4L * row) : Memory.getDouble(data + 8L * row);
        counted += counts == null ? 1 : Memory.getLong(counts.data() + 8L * row);
      }
    }
    Memory.putLong(state, Memory.getLong(state) + counted);
    Memory.putDouble(state + SUM, sum);
  }

  private void addAll(
      ColumnAddresses values,
      @Nullable ColumnAddresses counts,
      int[] rows,
      int count,
      long[] groups) {
    long data = values.data();
    boolean single = values.type() == PhysicalType.FLOAT;
    boolean hasNulls = values.hasNulls();
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (hasNulls && !ColumnAddresses.isSet(values.validity(), row)) {
        continue;
      }
      double value = single ? Memory.getFloat(data + 4L * row) : Memory.getDouble(data + 8L * row);
      long more = counts == null ? 1 : Memory.getLong(counts.data() + 8L * row);
      long state = groups[row] + offset;
      Memory.putLong(state, Memory.getLong(state) + more);
      Memory.putDouble(state + SUM, Memory.getDouble(state + SUM) + value);
    }
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    vectors.add(sums(stateFields.get(0), groups, from, count, allocator, false));
    if (average) {
      OutputColumn counts = new OutputColumn(stateFields.get(1), count, allocator);
      for (int i = 0; i < count; i++) {
        counts.putLong(i, Memory.getLong(groups[from + i] + offset));
      }
      vectors.add(counts.vector());
    }
    return vectors;
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    return sums(resultField, groups, from, count, allocator, average);
  }

  private FieldVector sums(
      Field field, long[] groups, int from, int count, BufferAllocator allocator, boolean divide) {
    OutputColumn output = new OutputColumn(field, count, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      long number = Memory.getLong(state);
      if (number != 0) {
        double sum = Memory.getDouble(state + SUM);
        output.putDouble(i, divide ? sum / number : sum);
      }
    }
    return output.vector();
  }
}
