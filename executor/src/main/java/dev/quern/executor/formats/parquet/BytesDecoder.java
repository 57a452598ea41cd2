package dev.quern.executor.formats.parquet;

/**
 * Decodes the byte strings of a page. After {@link #next} value i is the {@code lengths()[i]} bytes
 * at {@code base() + starts()[i]}, until the next call.
 */
interface BytesDecoder {
  /** Starts with the value section of a page; it is empty if all values are null. */
  void start(long address, long end);

  void next(int count);

  void skip(int count);

  long base();

  int[] starts();

  int[] lengths();
}
