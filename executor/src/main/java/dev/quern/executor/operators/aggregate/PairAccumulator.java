package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * Covariance, correlation and linear regression of pairs (y, x) of doubles, by updates and merges
 * of means that stay exact where differences of large sums would not. A pair with a null does not
 * count.
 *
 * <pre>
 * offset 0   number of pairs
 * offset 8   mean of x, 16 mean of y
 * offset 24  sum of squared differences of x, 32 of y, 40 of their products
 * </pre>
 */
final class PairAccumulator implements Accumulator {
  private static final int MEAN_X = 8;
  private static final int MEAN_Y = 16;
  private static final int SQUARES_X = 24;
  private static final int SQUARES_Y = 32;
  private static final int PRODUCTS = 40;

  /** The places of the doubles, in the order of their state columns. */
  private static final int[] DOUBLES = {MEAN_X, MEAN_Y, SQUARES_X, SQUARES_Y, PRODUCTS};

  private final int offset;
  private final List<Field> stateFields;
  private final Field resultField;
  private final PairFunction function;

  /**
   * @param stateFields the doubles of the state, then the number of pairs
   */
  PairAccumulator(int offset, List<Field> stateFields, Field resultField, PairFunction function) {
    this.offset = offset;
    this.stateFields = stateFields;
    this.resultField = resultField;
    this.function = function;
  }

  @Override
  public int stateBytes() {
    return 48;
  }

  @Override
  public List<Field> stateFields() {
    return stateFields;
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    ColumnAddresses ys = arguments.get(0);
    ColumnAddresses xs = arguments.get(1);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (ys.isNull(row) || xs.isNull(row)) {
        continue;
      }
      long state = groups[row] + offset;
      merge(
          state,
          1,
          Memory.getDouble(xs.data() + 8L * row),
          Memory.getDouble(ys.data() + 8L * row),
          0,
          0,
          0);
    }
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses counts = states.get(DOUBLES.length);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long more = counts.isNull(row) ? 0 : Memory.getLong(counts.data() + 8L * row);
      if (more > 0) {
        merge(
            groups[row] + offset,
            more,
            at(states, 0, row),
            at(states, 1, row),
            at(states, 2, row),
            at(states, 3, row),
            at(states, 4, row));
      }
    }
  }

  private static double at(List<ColumnAddresses> states, int column, int row) {
    return Memory.getDouble(states.get(column).data() + 8L * row);
  }

  private static void merge(
      long state,
      long more,
      double meanX,
      double meanY,
      double squaresX,
      double squaresY,
      double products) {
    long count = Memory.getLong(state);
    long total = count + more;
    double share = (double) more / total;
    double differenceX = meanX - Memory.getDouble(state + MEAN_X);
    double differenceY = meanY - Memory.getDouble(state + MEAN_Y);
    double weight = count * share;
    Memory.putLong(state, total);
    add(state + MEAN_X, differenceX * share);
    add(state + MEAN_Y, differenceY * share);
    // The weight comes first: that of the first pair is 0, and a square beyond the range times 0 is
    // NaN.
    add(state + SQUARES_X, squaresX + weight * differenceX * differenceX);
    add(state + SQUARES_Y, squaresY + weight * differenceY * differenceY);
    add(state + PRODUCTS, products + weight * differenceX * differenceY);
  }

  private static void add(long address, double more) {
    Memory.putDouble(address, Memory.getDouble(address) + more);
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    for (int column = 0; column < DOUBLES.length; column++) {
      OutputColumn output = new OutputColumn(stateFields.get(column), count, allocator);
      for (int i = 0; i < count; i++) {
        output.putDouble(i, Memory.getDouble(groups[from + i] + offset + DOUBLES[column]));
      }
      vectors.add(output.vector());
    }
    OutputColumn counts = new OutputColumn(stateFields.get(DOUBLES.length), count, allocator);
    for (int i = 0; i < count; i++) {
      counts.putLong(i, Memory.getLong(groups[from + i] + offset));
    }
    vectors.add(counts.vector());
    return vectors;
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    OutputColumn output = new OutputColumn(resultField, count, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      long pairs = Memory.getLong(state);
      PairFunction.Moments moments = moments(state, pairs);
      if (pairs > 0 && function.isDefined(moments)) {
        output.putDouble(i, function.value(moments));
      }
    }
    return output.vector();
  }

  private static PairFunction.Moments moments(long state, long pairs) {
    return new PairFunction.Moments(
        pairs,
        Memory.getDouble(state + MEAN_X),
        Memory.getDouble(state + MEAN_Y),
        Memory.getDouble(state + SQUARES_X),
        Memory.getDouble(state + SQUARES_Y),
        Memory.getDouble(state + PRODUCTS));
  }
}
