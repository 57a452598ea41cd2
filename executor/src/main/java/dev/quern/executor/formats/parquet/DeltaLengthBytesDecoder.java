package dev.quern.executor.formats.parquet;

/** DELTA_LENGTH_BYTE_ARRAY: all lengths, delta encoded, then all bytes. */
final class DeltaLengthBytesDecoder implements BytesDecoder {
  private final DeltaBinaryPackedDecoder lengthDecoder;
  private long base;
  private long position;
  private long end;
  private int[] starts = new int[0];
  private int[] lengths = new int[0];

  DeltaLengthBytesDecoder(Scratch scratch) {
    this.lengthDecoder = new DeltaBinaryPackedDecoder(4, scratch);
  }

  @Override
  public void start(long address, long end) {
    lengthDecoder.start(address, end);
    this.base = lengthDecoder.findEnd();
    this.position = base;
    this.end = end;
  }

  @Override
  public void next(int count) {
    if (starts.length < count) {
      starts = new int[count];
      lengths = new int[count];
    }
    lengthDecoder.read(lengths, count);
    long at = position;
    for (int i = 0; i < count; i++) {
      int length = lengths[i];
      if (length < 0 || length > end - at) {
        throw new CorruptDataException("value of " + length + " bytes beyond the end of the page");
      }
      starts[i] = (int) (at - base);
      at += length;
    }
    position = at;
  }

  @Override
  public void skip(int count) {
    int left = count;
    while (left > 0) {
      int step = Math.min(left, 1024);
      next(step);
      left -= step;
    }
  }

  @Override
  public long base() {
    return base;
  }

  @Override
  public int[] starts() {
    return starts;
  }

  @Override
  public int[] lengths() {
    return lengths;
  }
}
