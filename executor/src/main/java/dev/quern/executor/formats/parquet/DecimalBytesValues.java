package dev.quern.executor.formats.parquet;

import org.jspecify.annotations.Nullable;

/** Decimals stored as byte strings, big-endian. */
record DecimalBytesValues(BytesDecoder decoder, Scratch converted) implements PageValues {
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
    int width = output.width();
    long target = converted.atLeast((long) count * width);
    for (int i = 0; i < count; i++) {
      long source = decoder.base() + decoder.starts()[i];
      if (width == 8) {
        BigEndian.toLong(source, decoder.lengths()[i], target + 8L * i);
      } else {
        BigEndian.toWide(source, decoder.lengths()[i], target + 16L * i);
      }
    }
    output.addFixed(target, pick, hasNulls, rows);
  }
}
