package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/** PLAIN byte strings: four bytes of length before each. Points into the page's own memory. */
final class PlainBytesDecoder implements BytesDecoder {
  private long address;
  private long position;
  private long end;
  private int[] starts = new int[0];
  private int[] lengths = new int[0];

  @Override
  public void start(long address, long end) {
    this.address = address;
    this.position = address;
    this.end = end;
  }

  @Override
  public void next(int count) {
    if (starts.length < count) {
      starts = new int[count];
      lengths = new int[count];
    }
    long at = position;
    for (int i = 0; i < count; i++) {
      int length = lengthAt(at);
      starts[i] = (int) (at + 4 - address);
      lengths[i] = length;
      at += 4L + length;
    }
    position = at;
  }

  @Override
  public void skip(int count) {
    long at = position;
    for (int i = 0; i < count; i++) {
      at += 4L + lengthAt(at);
    }
    position = at;
  }

  private int lengthAt(long at) {
    if (at + 4 > end) {
      throw new CorruptDataException("fewer values than the page header tells");
    }
    int length = Memory.getInt(at);
    if (length < 0 || length > end - at - 4) {
      throw new CorruptDataException("value of " + length + " bytes beyond the end of the page");
    }
    return length;
  }

  @Override
  public long base() {
    return address;
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
