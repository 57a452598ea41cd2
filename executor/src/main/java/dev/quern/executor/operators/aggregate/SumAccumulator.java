package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * {@code sum} and {@code avg} of integers and decimals, exact in 128 bits. A second argument of
 * {@code avg} says of how many values the first is the sum.
 *
 * <pre>
 * offset 0   number of values
 * offset 8   low half of the sum
 * offset 16  high half
 * </pre>
 */
final class SumAccumulator implements RunAccumulator {
  private static final int LOW = 8;
  private static final int HIGH = 16;

  private final int offset;
  private final List<Field> stateFields;
  private final Field resultField;
  private final boolean average;
  private final double scaleFactor;

  /**
   * @param average whether the result is the sum divided by the number of values
   */
  SumAccumulator(
      int offset, Field argument, List<Field> stateFields, Field resultField, boolean average) {
    this.offset = offset;
    this.stateFields = stateFields;
    this.resultField = resultField;
    this.average = average;
    this.scaleFactor =
        argument.type() instanceof DataType.DecimalType decimal ? Math.pow(10, decimal.scale()) : 1;
  }

  @Override
  public int stateBytes() {
    return 24;
  }

  @Override
  public List<Field> stateFields() {
    return stateFields;
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    ColumnAddresses argument = arguments.get(0);
    if (arguments.size() > 1) {
      addOthers(argument, arguments.get(1), rows, count, groups);
      return;
    }
    switch (argument.type()) {
      case INT:
        addInts(argument, rows, count, groups);
        return;
      case LONG:
        addLongs(argument, rows, count, groups);
        return;
      default:
        addOthers(argument, null, rows, count, groups);
    }
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    addOthers(states.get(0), average ? states.get(1) : null, rows, count, groups);
  }

  private void addInts(ColumnAddresses argument, int[] rows, int count, long[] groups) {
    long data = argument.data();
    boolean hasNulls = argument.hasNulls();
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!hasNulls || ColumnAddresses.isSet(argument.validity(), row)) {
        addLong(groups[row] + offset, Memory.getInt(data + 4L * row));
      }
    }
  }

  private void addLongs(ColumnAddresses argument, int[] rows, int count, long[] groups) {
    long data = argument.data();
    boolean hasNulls = argument.hasNulls();
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!hasNulls || ColumnAddresses.isSet(argument.validity(), row)) {
        addLong(groups[row] + offset, Memory.getLong(data + 8L * row));
      }
    }
  }

  @Override
  public void addRun(List<ColumnAddresses> arguments, int[] rows, int from, int to, long group) {
    ColumnAddresses argument = arguments.get(0);
    ColumnAddresses counts = arguments.size() > 1 ? arguments.get(1) : null;
    if (counts == null
        && !argument.hasNulls()
        && tryAddRun(argument.type(), argument.data(), rows, from, to, group + offset)) {
      return;
    }
    for (int i = from; i < to; i++) {
      addOther(argument, counts, rows[i], group + offset);
    }
  }

  private static boolean tryAddRun(
      PhysicalType type, long data, int[] rows, int from, int to, long state) {
    switch (type) {
      case INT:
        return tryAddIntRun(data, rows, from, to, state);
      case LONG:
        return tryAddLongRun(data, rows, from, to, state);
      case WIDE:
        return tryAddWideRun(data, rows, from, to, state);
      default:
        return false;
    }
  }

  private static boolean tryAddIntRun(long data, int[] rows, int from, int to, long state) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += Memory.getInt(data + 4L * rows[i]);
    }
    return tryAddSum(sum, Integer.MAX_VALUE, to - from, state);
  }

  /** Adds up in 64 bits, unless values are so large that their sum might not fit. */
  private static boolean tryAddLongRun(long data, int[] rows, int from, int to, long state) {
    long sum = 0;
    long magnitudes = 0;
    for (int i = from; i < to; i++) {
      long value = Memory.getLong(data + 8L * rows[i]);
      sum += value;
      magnitudes |= value ^ (value >> 63);
    }
    return tryAddSum(sum, magnitudes, to - from, state);
  }

  /** As {@link #tryAddLongRun}; a value beyond 64 bits is too large. */
  private static boolean tryAddWideRun(long data, int[] rows, int from, int to, long state) {
    long sum = 0;
    long magnitudes = 0;
    long beyond = 0;
    for (int i = from; i < to; i++) {
      long low = Memory.getLong(data + 16L * rows[i]);
      long high = Memory.getLong(data + 16L * rows[i] + 8);
      long sign = low >> 63;
      sum += low;
      magnitudes |= low ^ sign;
      beyond |= high ^ sign;
    }
    return beyond == 0 && tryAddSum(sum, magnitudes, to - from, state);
  }

  /**
   * Adds the sum of so many values if it can't have overflowed.
   *
   * @param magnitudes has at least the bits of the largest value, or of the complement of the
   *     smallest
   */
  private static boolean tryAddSum(long sum, long magnitudes, int count, long state) {
    if (Long.numberOfLeadingZeros(magnitudes)
        <= Integer.SIZE - Integer.numberOfLeadingZeros(count)) {
      return false;
    }
    addLongs(state, sum, count);
    return true;
  }

  private static void addLong(long state, long value) {
    addLongs(state, value, 1);
  }

  /** Adds the sum of {@code count} values. */
  private static void addLongs(long state, long value, long count) {
    long low = Memory.getLong(state + LOW);
    long sum = low + value;
    Memory.putLong(state, Memory.getLong(state) + count);
    Memory.putLong(state + LOW, sum);
    // 64-bit values cannot overflow 128 bits in any number of rows that a machine can read.
    long change = (value >> 63) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    if (change != 0) {
      Memory.putLong(state + HIGH, Memory.getLong(state + HIGH) + change);
    }
  }

  private void addOthers(
      ColumnAddresses values,
      @Nullable ColumnAddresses counts,
      int[] rows,
      int count,
      long[] groups) {
    for (int i = 0; i < count; i++) {
      addOther(values, counts, rows[i], groups[rows[i]] + offset);
    }
  }

  private void addOther(
      ColumnAddresses values, @Nullable ColumnAddresses counts, int row, long state) {
    if (values.isNull(row)) {
      return;
    }
    long low = values.longAt(row);
    long high =
        values.type() == PhysicalType.WIDE
            ? Memory.getLong(values.data() + 16L * row + 8)
            : low >> 63;
    long more = counts == null ? 1 : Memory.getLong(counts.data() + 8L * row);
    addWide(state, low, high, more);
  }

  private void addWide(long state, long low, long high, long more) {
    long oldLow = Memory.getLong(state + LOW);
    long oldHigh = Memory.getLong(state + HIGH);
    long sumHigh = WideInteger.addHigh(oldLow, oldHigh, low, high);
    if (WideInteger.overflowed(oldHigh, high, sumHigh)) {
      throw OutputColumn.overflow(resultField, "beyond 128 bits");
    }
    Memory.putLong(state, Memory.getLong(state) + more);
    Memory.putLong(state + LOW, oldLow + low);
    Memory.putLong(state + HIGH, sumHigh);
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
    if (!average) {
      return sums(resultField, groups, from, count, allocator, true);
    }
    OutputColumn output = new OutputColumn(resultField, count, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      long number = Memory.getLong(state);
      if (number != 0) {
        double sum =
            WideInteger.toDouble(Memory.getLong(state + LOW), Memory.getLong(state + HIGH));
        output.putDouble(i, sum / (number * scaleFactor));
      }
    }
    return output.vector();
  }

  private FieldVector sums(
      Field field,
      long[] groups,
      int from,
      int count,
      BufferAllocator allocator,
      boolean checkDigits) {
    OutputColumn output = new OutputColumn(field, count, allocator);
    try {
      for (int i = 0; i < count; i++) {
        long state = groups[from + i] + offset;
        if (Memory.getLong(state) == 0) {
          continue;
        }
        long low = Memory.getLong(state + LOW);
        long high = Memory.getLong(state + HIGH);
        if (checkDigits && !WideInteger.fitsDecimal(low, high)) {
          throw OutputColumn.overflow(field, WideInteger.toString(low, high));
        }
        output.putWide(i, low, high);
      }
      return output.vector();
    } catch (RuntimeException e) {
      output.close();
      throw e;
    }
  }
}
