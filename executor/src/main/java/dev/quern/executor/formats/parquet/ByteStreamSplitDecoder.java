package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/**
 * BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes of all values, and so on.
 */
final class ByteStreamSplitDecoder implements FixedDecoder {
  private final int width;
  private final Scratch scratch;
  private long address;
  private long stride;
  private long index;

  ByteStreamSplitDecoder(int width, Scratch scratch) {
    this.width = width;
    this.scratch = scratch;
  }

  @Override
  public void start(long address, long end) {
    this.address = address;
    this.stride = (end - address) / width;
    this.index = 0;
  }

  @Override
  public long next(int count) {
    long first = address + index;
    skip(count);
    long values = scratch.atLeast((long) count * width);
    for (int stream = 0; stream < width; stream++) {
      long source = first + stream * stride;
      long target = values + stream;
      for (int i = 0; i < count; i++, target += width) {
        Memory.putByte(target, Memory.getByte(source + i));
      }
    }
    return values;
  }

  @Override
  public void skip(int count) {
    CorruptDataException.check(count <= stride - index, "fewer values than the page header tells");
    index += count;
  }
}
