package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Field;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * {@code bit_and}, {@code bit_or} and {@code bit_xor} of integers.
 *
 * <pre>
 * offset 0  1 if there is a value
 * offset 8  the bits so far
 * </pre>
 */
final class BitsAccumulator implements Accumulator {
  private static final int BITS = 8;

  private final int offset;
  private final Field stateField;
  private final Field resultField;
  private final LongBinaryOperator operator;

  BitsAccumulator(int offset, Field stateField, Field resultField, LongBinaryOperator operator) {
    this.offset = offset;
    this.stateField = stateField;
    this.resultField = resultField;
    this.operator = operator;
  }

  @Override
  public int stateBytes() {
    return 16;
  }

  @Override
  public List<Field> stateFields() {
    return List.of(stateField);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    ColumnAddresses argument = arguments.get(0);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (argument.isNull(row)) {
        continue;
      }
      long value = whole(argument, row);
      long state = groups[row] + offset;
      boolean isFirst = Memory.getLong(state) == 0;
      long bits = isFirst ? value : operator.applyAsLong(Memory.getLong(state + BITS), value);
      Memory.putLong(state, 1);
      Memory.putLong(state + BITS, bits);
    }
  }

  private static long whole(ColumnAddresses argument, int row) {
    switch (argument.type()) {
      case BYTE:
        return Memory.getByte(argument.data() + row);
      case SHORT:
        return Memory.getShort(argument.data() + 2L * row);
      case INT:
        return Memory.getInt(argument.data() + 4L * row);
      default:
        return Memory.getLong(argument.data() + 8L * row);
    }
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    add(states, rows, count, groups);
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
      long state = groups[from + i] + offset;
      if (Memory.getLong(state) != 0) {
        output.putLong(i, Memory.getLong(state + BITS));
      }
    }
    return output.vector();
  }
}
