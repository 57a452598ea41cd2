package dev.quern.executor.formats.parquet;

import org.jspecify.annotations.Nullable;

/** Byte strings for vectors of strings or binaries. */
record BytesValues(BytesDecoder decoder) implements PageValues {
  @Override
  public void start(long address, long end) {
    decoder.start(address, end);
  }

  @Override
  public void skip(int count) {
    decoder.skip(count);
  }

  @Override
  public void add(
      int count, int @Nullable [] pick, boolean hasNulls, int rows, ColumnOutput output) {
    decoder.next(count);
    output.addBytes(decoder.base(), decoder.starts(), decoder.lengths(), pick, hasNulls, rows);
  }
}
