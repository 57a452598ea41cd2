package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import org.apache.arrow.vector.FieldVector;

/**
 * The entries of a column chunk's dictionary page as a vector of the column's type, followed by one
 * null: whatever can be evaluated over rows can be evaluated over entries, nulls included.
 */
final class Dictionary implements AutoCloseable {
  private final FieldVector vector;
  private final int size;
  private final long data;
  private final long offsets;
  private final int longestEntry;

  /** Takes ownership of {@code output}'s vector; appends the null. */
  Dictionary(ColumnOutput output) {
    this.size = output.rows();
    output.addNulls(1);
    this.vector = output.finish();
    this.data = vector.getDataBuffer().memoryAddress();
    boolean isVariable = output.width() == ColumnOutput.VARIABLE;
    this.offsets = isVariable ? vector.getOffsetBuffer().memoryAddress() : 0;
    this.longestEntry = isVariable ? longestEntry(offsets, size) : output.width();
  }

  private static int longestEntry(long offsets, int size) {
    int longest = 0;
    for (int i = 0; i < size; i++) {
      int start = Memory.getInt(offsets + 4L * i);
      longest = Math.max(longest, Memory.getInt(offsets + 4L * i + 4) - start);
    }
    return longest;
  }

  /** Returns the bytes of the longest entry. */
  int longestEntry() {
    return longestEntry;
  }

  /** Returns the number of entries, without the null. */
  int size() {
    return size;
  }

  /** Returns {@code size() + 1} values, the last of them null. */
  FieldVector vector() {
    return vector;
  }

  long data() {
    return data;
  }

  long offsets() {
    return offsets;
  }

  @Override
  public void close() {
    vector.close();
  }
}
