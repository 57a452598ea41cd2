package dev.quern.executor.memory;

import java.util.List;

/**
 * Compares keys of input rows with keys of stored rows, or of stored rows with each other, one
 * column at a time over a list of pairs. Two nulls are equal here, as GROUP BY has it; who wants
 * SQL's comparison leaves rows with null keys out beforehand. Values equal in SQL are equal (0.0
 * and -0.0, all NaNs). Immutable.
 */
public final class KeyMatcher {
  private final RowLayout layout;
  private final int[] columns;

  /** Compares the given columns of rows of {@code layout}. */
  public KeyMatcher(RowLayout layout, List<Integer> columns) {
    this.layout = layout;
    this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Keeps the pairs with equal keys: pair {@code i} is input row {@code rows[pairs[i]]} against the
   * stored row at {@code addresses[pairs[i]]}.
   *
   * @param keys the input's key columns, in the order of this matcher's
   * @param pairs indexes; those of equal pairs move to the front, in order
   * @param unequal takes the indexes of the other pairs from {@code unequalCount}, in no order
   * @return how many pairs are equal
   */
  public int match(
      List<ColumnAddresses> keys,
      int[] rows,
      long[] addresses,
      int[] pairs,
      int pairCount,
      int[] unequal,
      int unequalCount) {
    int left = pairCount;
    int unequalEnd = unequalCount;
    for (int key = 0; key < columns.length && left > 0; key++) {
      int before = left;
      left =
          VectorComparison.retainEqual(
              keys.get(key),
              layout,
              columns[key],
              rows,
              addresses,
              pairs,
              left,
              unequal,
              unequalEnd);
      unequalEnd += before - left;
    }
    return left;
  }

  /** Returns whether two stored rows have equal keys. */
  public boolean equal(long left, long right) {
    for (int column : columns) {
      boolean leftNull = layout.isNull(left, column);
      if (leftNull != layout.isNull(right, column)
          || (!leftNull && !valuesEqual(left, right, column))) {
        return false;
      }
    }
    return true;
  }

  private boolean valuesEqual(long left, long right, int column) {
    int offset = layout.offset(column);
    switch (layout.type(column)) {
      case BOOLEAN:
      case BYTE:
        return Memory.getByte(left + offset) == Memory.getByte(right + offset);
      case SHORT:
        return Memory.getShort(left + offset) == Memory.getShort(right + offset);
      case INT:
        return Memory.getInt(left + offset) == Memory.getInt(right + offset);
      case LONG:
        return Memory.getLong(left + offset) == Memory.getLong(right + offset);
      case FLOAT:
        return RowHasher.doubleBits(Memory.getFloat(left + offset))
            == RowHasher.doubleBits(Memory.getFloat(right + offset));
      case DOUBLE:
        return RowHasher.doubleBits(Memory.getDouble(left + offset))
            == RowHasher.doubleBits(Memory.getDouble(right + offset));
      case WIDE:
        return Memory.getLong(left + offset) == Memory.getLong(right + offset)
            && Memory.getLong(left + offset + 8) == Memory.getLong(right + offset + 8);
      case BYTES:
        int length = layout.valueLength(left, column);
        return length == layout.valueLength(right, column)
            && ByteRanges.equal(
                layout.valueAddress(left, column), layout.valueAddress(right, column), length);
      case NESTED:
        return NestedKeys.compare(
                layout.schema().field(column).type(),
                layout.valueAddress(left, column),
                layout.valueAddress(right, column))
            == 0;
    }
    throw new IllegalStateException("no comparison of " + layout.type(column));
  }
}
