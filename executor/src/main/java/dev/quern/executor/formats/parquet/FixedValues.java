package dev.quern.executor.formats.parquet;

import org.jspecify.annotations.Nullable;

/** Values of fixed length for vectors of fixed width. */
final class FixedValues implements PageValues {
  private final FixedDecoder decoder;
  private final FixedConversion conversion;
  private final Scratch converted;

  FixedValues(FixedDecoder decoder, FixedConversion conversion, Scratch converted) {
    this.decoder = decoder;
    this.conversion = conversion;
    this.converted = converted;
  }

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
    long values = decoder.next(count);
    if (conversion == FixedConversion.NONE) {
      output.addFixed(values, pick, hasNulls, rows);
      return;
    }
    long target = converted.atLeast((long) count * output.width());
    conversion.convert(values, target, count);
    output.addFixed(target, pick, hasNulls, rows);
  }
}
