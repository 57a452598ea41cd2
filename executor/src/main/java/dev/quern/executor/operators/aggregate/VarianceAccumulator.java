package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * Variances and standard deviations, by Welford's update and Chan's merge, which stay exact where
 * the difference of two large sums would not.
 *
 * <pre>
 * offset 0   number of values
 * offset 8   mean
 * offset 16  sum of squared differences from the mean
 * </pre>
 */
final class VarianceAccumulator implements Accumulator {
  private static final int MEAN = 8;
  private static final int SQUARES = 16;

  private final int offset;
  private final List<Field> stateFields;
  private final Field resultField;
  private final boolean population;
  private final boolean squareRoot;
  private final double scaleFactor;

  /**
   * @param population whether to divide by n instead of n - 1
   * @param squareRoot whether the result is a standard deviation
   */
  VarianceAccumulator(
      int offset,
      Field argument,
      List<Field> stateFields,
      Field resultField,
      boolean population,
      boolean squareRoot) {
    this.offset = offset;
    this.stateFields = stateFields;
    this.resultField = resultField;
    this.population = population;
    this.squareRoot = squareRoot;
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
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (argument.isNull(row)) {
        continue;
      }
      double value = value(argument, row) / scaleFactor;
      long state = groups[row] + offset;
      long number = Memory.getLong(state) + 1;
      double mean = Memory.getDouble(state + MEAN);
      double difference = value - mean;
      double newMean = mean + difference / number;
      Memory.putLong(state, number);
      Memory.putDouble(state + MEAN, newMean);
      Memory.putDouble(
          state + SQUARES, Memory.getDouble(state + SQUARES) + difference * (value - newMean));
    }
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long more = states.get(2).isNull(row) ? 0 : Memory.getLong(states.get(2).data() + 8L * row);
      if (more == 0) {
        continue;
      }
      long state = groups[row] + offset;
      long number = Memory.getLong(state);
      long total = number + more;
      double mean = Memory.getDouble(state + MEAN);
      double difference = Memory.getDouble(states.get(0).data() + 8L * row) - mean;
      double squares = Memory.getDouble(states.get(1).data() + 8L * row);
      double share = (double) more / total;
      Memory.putLong(state, total);
      Memory.putDouble(state + MEAN, mean + difference * share);
      Memory.putDouble(
          state + SQUARES,
          Memory.getDouble(state + SQUARES) + squares + number * share * difference * difference);
    }
  }

  private static double value(ColumnAddresses argument, int row) {
    return switch (argument.type()) {
      case BYTE, SHORT, INT, LONG -> argument.longAt(row);
      case FLOAT, DOUBLE -> argument.doubleAt(row);
      case WIDE -> WideInteger.toDouble(argument.longAt(row), argument.highAt(row));
      case BOOLEAN, BYTES, NESTED ->
          throw new IllegalStateException("not a number: " + argument.type());
    };
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    OutputColumn means = new OutputColumn(stateFields.get(0), count, allocator);
    OutputColumn squares = new OutputColumn(stateFields.get(1), count, allocator);
    OutputColumn counts = new OutputColumn(stateFields.get(2), count, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      means.putDouble(i, Memory.getDouble(state + MEAN));
      squares.putDouble(i, Memory.getDouble(state + SQUARES));
      counts.putLong(i, Memory.getLong(state));
    }
    return List.of(means.vector(), squares.vector(), counts.vector());
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    OutputColumn output = new OutputColumn(resultField, count, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      long divisor = Memory.getLong(state) - (population ? 0 : 1);
      if (divisor > 0) {
        double variance = Memory.getDouble(state + SQUARES) / divisor;
        output.putDouble(i, squareRoot ? Math.sqrt(variance) : variance);
      }
    }
    return output.vector();
  }
}
