package dev.quern.executor.memory;

/**
 * The loops behind {@link KeyMatcher}: each keeps those pairs whose value in the vector equals the
 * value in the stored row. A null has a slot of zero, so that a row's null bit is looked at only
 * where the values are equal and zero.
 */
final class VectorComparison {
  private VectorComparison() {}

  static int retainEqual(
      ColumnAddresses source,
      RowLayout layout,
      int column,
      int[] rows,
      long[] addresses,
      int[] pairs,
      int pairCount,
      int[] unequal,
      int unequalCount) {
    switch (source.type()) {
      case INT:
        return retainInts(
            source, layout, column, rows, addresses, pairs, pairCount, unequal, unequalCount);
      case LONG:
        return retainLongs(
            source, layout, column, rows, addresses, pairs, pairCount, unequal, unequalCount);
      case BYTES:
        return retainBytes(
            source, layout, column, rows, addresses, pairs, pairCount, unequal, unequalCount);
      default:
        return retainOthers(
            source, layout, column, rows, addresses, pairs, pairCount, unequal, unequalCount);
    }
  }

  private static int retainInts(
      ColumnAddresses source,
      RowLayout layout,
      int column,
      int[] rows,
      long[] addresses,
      int[] pairs,
      int pairCount,
      int[] unequal,
      int unequalCount) {
    long data = source.data();
    int offset = layout.offset(column);
    boolean hasNulls = source.hasNulls();
    int kept = 0;
    int dropped = unequalCount;
    for (int i = 0; i < pairCount; i++) {
      int pair = pairs[i];
      int row = rows[pair];
      long address = addresses[pair];
      boolean equal;
      if (hasNulls && !ColumnAddresses.isSet(source.validity(), row)) {
        equal = layout.isNull(address, column);
      } else {
        int value = Memory.getInt(data + 4L * row);
        equal =
            value == Memory.getInt(address + offset)
                && (value != 0 || !layout.isNull(address, column));
      }
      if (equal) {
        pairs[kept++] = pair;
      } else {
        unequal[dropped++] = pair;
      }
    }
    return kept;
  }

  private static int retainLongs(
      ColumnAddresses source,
      RowLayout layout,
      int column,
      int[] rows,
      long[] addresses,
      int[] pairs,
      int pairCount,
      int[] unequal,
      int unequalCount) {
    long data = source.data();
    int offset = layout.offset(column);
    boolean hasNulls = source.hasNulls();
    int kept = 0;
    int dropped = unequalCount;
    for (int i = 0; i < pairCount; i++) {
      int pair = pairs[i];
      int row = rows[pair];
      long address = addresses[pair];
      boolean equal;
      if (hasNulls && !ColumnAddresses.isSet(source.validity(), row)) {
        equal = layout.isNull(address, column);
      } else {
        long value = Memory.getLong(data + 8L * row);
        equal =
            value == Memory.getLong(address + offset)
                && (value != 0 || !layout.isNull(address, column));
      }
      if (equal) {
        pairs[kept++] = pair;
      } else {
        unequal[dropped++] = pair;
      }
    }
    return kept;
  }

  private static int retainBytes(
      ColumnAddresses source,
      RowLayout layout,
      int column,
      int[] rows,
      long[] addresses,
      int[] pairs,
      int pairCount,
      int[] unequal,
      int unequalCount) {
    long offsets = source.offsets();
    boolean hasNulls = source.hasNulls();
    int kept = 0;
    int dropped = unequalCount;
    for (int i = 0; i < pairCount; i++) {
      int pair = pairs[i];
      int row = rows[pair];
      long address = addresses[pair];
      boolean equal;
      if (hasNulls && !ColumnAddresses.isSet(source.validity(), row)) {
        equal = layout.isNull(address, column);
      } else {
        int start = Memory.getInt(offsets + 4L * row);
        int length = Memory.getInt(offsets + 4L * row + 4) - start;
        equal =
            length == layout.valueLength(address, column)
                && (length != 0 || !layout.isNull(address, column))
                && ByteRanges.equal(
                    source.data() + start, layout.valueAddress(address, column), length);
      }
      if (equal) {
        pairs[kept++] = pair;
      } else {
        unequal[dropped++] = pair;
      }
    }
    return kept;
  }

  private static int retainOthers(
      ColumnAddresses source,
      RowLayout layout,
      int column,
      int[] rows,
      long[] addresses,
      int[] pairs,
      int pairCount,
      int[] unequal,
      int unequalCount) {
    int kept = 0;
    int dropped = unequalCount;
    for (int i = 0; i < pairCount; i++) {
      int pair = pairs[i];
      int row = rows[pair];
      long address = addresses[pair];
      boolean isNull = source.isNull(row);
      boolean equal =
          isNull == layout.isNull(address, column)
              && (isNull
                  || (source.type() == PhysicalType.NESTED
                      ? NestedKeys.equal(source.vector(), row, layout.valueAddress(address, column))
                      : valueEquals(source, row, address + layout.offset(column))));
      if (equal) {
        pairs[kept++] = pair;
      } else {
        unequal[dropped++] = pair;
      }
    }
    return kept;
  }

  private static boolean valueEquals(ColumnAddresses source, int row, long slot) {
    long data = source.data();
    switch (source.type()) {
      case BOOLEAN:
        return (Memory.getByte(slot) != 0) == ColumnAddresses.isSet(data, row);
      case BYTE:
        return Memory.getByte(slot) == Memory.getByte(data + row);
      case SHORT:
        return Memory.getShort(slot) == Memory.getShort(data + 2L * row);
      case FLOAT:
        return RowHasher.doubleBits(Memory.getFloat(slot))
            == RowHasher.doubleBits(Memory.getFloat(data + 4L * row));
      case DOUBLE:
        return RowHasher.doubleBits(Memory.getDouble(slot))
            == RowHasher.doubleBits(Memory.getDouble(data + 8L * row));
      case WIDE:
        return Memory.getLong(slot) == Memory.getLong(data + 16L * row)
            && Memory.getLong(slot + 8) == Memory.getLong(data + 16L * row + 8);
      case INT:
      case LONG:
      case BYTES:
      case NESTED:
        break;
    }
    throw new IllegalStateException("no comparison of " + source.type());
  }
}
