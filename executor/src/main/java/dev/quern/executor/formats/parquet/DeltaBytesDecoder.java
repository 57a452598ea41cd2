package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/**
 * DELTA_BYTE_ARRAY: how many first bytes each value shares with the one before it, delta encoded,
 * then the remaining bytes of each as DELTA_LENGTH_BYTE_ARRAY.
 */
final class DeltaBytesDecoder implements BytesDecoder, AutoCloseable {
  private static final int SKIPPED_AT_ONCE = 256;

  private final DeltaBinaryPackedDecoder prefixDecoder;
  private final DeltaLengthBytesDecoder suffixDecoder;
  private final Scratch values;
  private final Scratch previous;
  private int previousLength;
  private long base;
  private int[] prefixes = new int[0];
  private int[] starts = new int[0];
  private int[] lengths = new int[0];

  DeltaBytesDecoder(org.apache.arrow.memory.BufferAllocator allocator, Scratch scratch) {
    this.prefixDecoder = new DeltaBinaryPackedDecoder(4, scratch);
    this.suffixDecoder = new DeltaLengthBytesDecoder(scratch);
    this.values = new Scratch(allocator);
    this.previous = new Scratch(allocator);
  }

  @Override
  public void start(long address, long end) {
    prefixDecoder.start(address, end);
    suffixDecoder.start(prefixDecoder.findEnd(), end);
    previousLength = 0;
  }

  @Override
  public void next(int count) {
    if (starts.length < count) {
      prefixes = new int[count];
      starts = new int[count];
      lengths = new int[count];
    }
    prefixDecoder.read(prefixes, count);
    suffixDecoder.next(count);
    base = values.atLeast(findLengths(count));
    long before = previous.atLeast(previousLength);
    for (int i = 0; i < count; i++) {
      long value = base + starts[i];
      int prefix = prefixes[i];
      Memory.copy(before, value, prefix);
      Memory.copy(
          suffixDecoder.base() + suffixDecoder.starts()[i], value + prefix, lengths[i] - prefix);
      before = value;
    }
    if (count > 0) {
      previousLength = lengths[count - 1];
      Memory.copy(before, previous.atLeast(previousLength), previousLength);
    }
  }

  private long findLengths(int count) {
    int[] suffixLengths = suffixDecoder.lengths();
    long total = 0;
    int before = previousLength;
    for (int i = 0; i < count; i++) {
      int prefix = prefixes[i];
      if (prefix < 0 || prefix > before) {
        throw new CorruptDataException("value shares more bytes than the one before it has");
      }
      long length = (long) prefix + suffixLengths[i];
      starts[i] = (int) total;
      lengths[i] = (int) length;
      before = lengths[i];
      total += length;
      CorruptDataException.check(total <= Integer.MAX_VALUE, "values of more than 2 GB");
    }
    return total;
  }

  @Override
  public void skip(int count) {
    int left = count;
    while (left > 0) {
      int step = Math.min(left, SKIPPED_AT_ONCE);
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

  @Override
  public void close() {
    values.close();
    previous.close();
  }
}
