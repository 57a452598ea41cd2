package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/** Values of fixed length in an encoding of byte strings. */
final class BytesAsFixedDecoder implements FixedDecoder {
  private final BytesDecoder decoder;
  private final int width;
  private final Scratch scratch;

  BytesAsFixedDecoder(BytesDecoder decoder, int width, Scratch scratch) {
    this.decoder = decoder;
    this.width = width;
    this.scratch = scratch;
  }

  @Override
  public void start(long address, long end) {
    decoder.start(address, end);
  }

  @Override
  public long next(int count) {
    decoder.next(count);
    long values = scratch.atLeast((long) count * width);
    for (int i = 0; i < count; i++) {
      CorruptDataException.check(decoder.lengths()[i] == width, "value of another length");
      Memory.copy(decoder.base() + decoder.starts()[i], values + (long) i * width, width);
    }
    return values;
  }

  @Override
  public void skip(int count) {
    decoder.skip(count);
  }
}
