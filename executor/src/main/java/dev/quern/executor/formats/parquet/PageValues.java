package dev.quern.executor.formats.parquet;

import org.jspecify.annotations.Nullable;

/** The values of a page on their way into a vector: decoder and conversion together. */
interface PageValues {
  /** Starts with the value section of a page; it is empty if all values are null. */
  void start(long address, long end);

  void skip(int count);

  /**
   * Decodes the next {@code count} values and appends {@code rows} rows, of which row i takes value
   * {@code pick[i]}, see {@link ColumnOutput}.
   *
   * @param hasNulls whether a pick may be negative
   */
  void add(int count, int @Nullable [] pick, boolean hasNulls, int rows, ColumnOutput output);
}
