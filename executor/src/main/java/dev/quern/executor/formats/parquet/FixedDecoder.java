package dev.quern.executor.formats.parquet;

/**
 * Decodes the values of a page that all take the same number of bytes, in their physical form:
 * BOOLEAN one byte each (0 or 1), INT32 and FLOAT 4, INT64 and DOUBLE 8, INT96 12,
 * FIXED_LEN_BYTE_ARRAY its length.
 */
interface FixedDecoder {
  /** Starts with the value section of a page; it is empty if all values are null. */
  void start(long address, long end);

  /** Returns the address of the next {@code count} values; they stay until the next call. */
  long next(int count);

  void skip(int count);
}
