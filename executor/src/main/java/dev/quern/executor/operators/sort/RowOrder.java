package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.RowLayout;
import dev.quern.executor.memory.StoredValues;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * The order of stored rows whose header holds their {@link NormalizedKeys}. Immutable; thread-safe.
 */
final class RowOrder {
  private final NormalizedKeys normalizedKeys;
  private final List<SortKey> keys;
  private final RowLayout layout;
  private final int wordCount;
  private final boolean exact;

  RowOrder(Schema schema, List<SortKey> keys) {
    this.normalizedKeys = new NormalizedKeys(schema, keys);
    this.keys = List.copyOf(keys);
    this.wordCount = normalizedKeys.wordCount();
    this.exact = normalizedKeys.isExact();
    this.layout = new RowLayout(schema, 8 * wordCount);
  }

  NormalizedKeys normalizedKeys() {
    return normalizedKeys;
  }

  /** Returns the layout of the rows, with the words in the header. */
  RowLayout layout() {
    return layout;
  }

  int wordCount() {
    return wordCount;
  }

  /** Returns whether the words alone decide. */
  boolean isExact() {
    return exact;
  }

  static long word(long address, int word) {
    return Memory.getLong(address + 8L * word);
  }

  int compare(long left, long right) {
    return compareFrom(left, right, 0);
  }

  /** Compares rows whose words before {@code firstWord} are equal. */
  int compareFrom(long left, long right, int firstWord) {
    for (int word = firstWord; word < wordCount; word++) {
      int order = Long.compareUnsigned(word(left, word), word(right, word));
      if (order != 0) {
        return order;
      }
    }
    return exact ? 0 : compareInexact(left, right);
  }

  /** Compares rows whose words are equal. */
  int compareInexact(long left, long right) {
    for (int key = normalizedKeys.firstInexactKey(); key < keys.size(); key++) {
      int order = compareKey(keys.get(key), left, right);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private int compareKey(SortKey key, long left, long right) {
    boolean leftNull = layout.isNull(left, key.column());
    boolean rightNull = layout.isNull(right, key.column());
    if (leftNull || rightNull) {
      int nullsLast = Boolean.compare(leftNull, rightNull);
      return key.nullsFirst() ? -nullsLast : nullsLast;
    }
    int order = compareValues(key.column(), left, right);
    return key.ascending() ? order : -order;
  }

  private int compareValues(int column, long left, long right) {
    int offset = layout.offset(column);
    switch (layout.type(column)) {
      case BYTES:
        return ByteRanges.compare(
            layout.valueAddress(left, column),
            layout.valueLength(left, column),
            layout.valueAddress(right, column),
            layout.valueLength(right, column));
      case NESTED:
        return StoredValues.compareNested(
            layout.schema().field(column).type(),
            layout.valueAddress(left, column),
            layout.valueAddress(right, column));
      default:
        return StoredValues.compare(layout.type(column), left + offset, right + offset);
    }
  }
}
