package dev.quern.executor.formats.parquet;

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

  /** Takes ownership of {@code output}'s vector; appends the null. */
  Dictionary(ColumnOutput output) {
    this.size = output.rows();
    output.addNulls(1);
    this.vector = output.finish();
    this.data = vector.getDataBuffer().memoryAddress();
    this.offsets =
        output.width() == ColumnOutput.VARIABLE ? vector.getOffsetBuffer().memoryAddress() : 0;
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
