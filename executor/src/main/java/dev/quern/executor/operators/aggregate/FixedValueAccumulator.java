package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * {@code min}, {@code max}, {@code any_value} of values of fixed width; {@code bool_and} and {@code
 * bool_or} are the smallest and largest boolean. Doubles are ordered with NaN last and -0.0 equal
 * to 0.0.
 *
 * <pre>
 * offset 0   1 if there is a value
 * offset 8   the value: an integer, the bits of a double, or the low half of 128 bits
 * offset 16  the high half of 128 bits
 * </pre>
 */
final class FixedValueAccumulator implements Accumulator {
  private static final int VALUE = 8;
  private static final int HIGH = 16;

  private final int offset;
  private final Field stateField;
  private final Field resultField;
  private final PhysicalType type;
  private final Preference preference;

  FixedValueAccumulator(int offset, Field stateField, Field resultField, Preference preference) {
    this.offset = offset;
    this.stateField = stateField;
    this.resultField = resultField;
    this.type = PhysicalType.of(stateField.type());
    this.preference = preference;
  }

  @Override
  public int stateBytes() {
    return type == PhysicalType.WIDE ? 24 : 16;
  }

  @Override
  public List<Field> stateFields() {
    return List.of(stateField);
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    add(states, rows, count, groups);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    ColumnAddresses argument = arguments.get(0);
    switch (type) {
      case FLOAT:
      case DOUBLE:
        addDoubles(argument, rows, count, groups);
        return;
      case WIDE:
        addWides(argument, rows, count, groups);
        return;
      default:
        addLongs(argument, rows, count, groups);
    }
  }

  private void addLongs(ColumnAddresses argument, int[] rows, int count, long[] groups) {
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (argument.isNull(row)) {
        continue;
      }
      long value = argument.longAt(row);
      long state = groups[row] + offset;
      if (Memory.getLong(state) == 0
          || preference.replaces(Long.compare(value, Memory.getLong(state + VALUE)))) {
        Memory.putLong(state, 1);
        Memory.putLong(state + VALUE, value);
      }
    }
  }

  private void addDoubles(ColumnAddresses argument, int[] rows, int count, long[] groups) {
    long data = argument.data();
    boolean single = argument.type() == PhysicalType.FLOAT;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (argument.isNull(row)) {
        continue;
      }
      double value = single ? Memory.getFloat(data + 4L * row) : Memory.getDouble(data + 8L * row);
      long state = groups[row] + offset;
      if (Memory.getLong(state) == 0
          || preference.replaces(compare(value, Memory.getDouble(state + VALUE)))) {
        Memory.putLong(state, 1);
        Memory.putDouble(state + VALUE, value);
      }
    }
  }

  private static int compare(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }

  private void addWides(ColumnAddresses argument, int[] rows, int count, long[] groups) {
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (argument.isNull(row)) {
        continue;
      }
      long low = Memory.getLong(argument.data() + 16L * row);
      long high = Memory.getLong(argument.data() + 16L * row + 8);
      long state = groups[row] + offset;
      if (Memory.getLong(state) == 0 || preference.replaces(compareWide(low, high, state))) {
        Memory.putLong(state, 1);
        Memory.putLong(state + VALUE, low);
        Memory.putLong(state + HIGH, high);
      }
    }
  }

  private static int compareWide(long low, long high, long state) {
    return WideInteger.compare(
        low, high, Memory.getLong(state + VALUE), Memory.getLong(state + HIGH));
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
      if (Memory.getLong(state) == 0) {
        continue;
      }
      if (type == PhysicalType.WIDE) {
        output.putWide(i, Memory.getLong(state + VALUE), Memory.getLong(state + HIGH));
      } else if (type == PhysicalType.FLOAT || type == PhysicalType.DOUBLE) {
        output.putDouble(i, Memory.getDouble(state + VALUE));
      } else {
        output.putLong(i, Memory.getLong(state + VALUE));
      }
    }
    return output.vector();
  }
}
