package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/** RLE booleans: four bytes of length, then runs of one-bit values. */
final class RunLengthBooleanDecoder implements FixedDecoder {
  private final Scratch scratch;
  private final RunLengthDecoder runs = new RunLengthDecoder();
  private int[] unpacked = new int[0];

  RunLengthBooleanDecoder(Scratch scratch) {
    this.scratch = scratch;
  }

  @Override
  public void start(long address, long end) {
    if (address == end) {
      runs.start(address, end, 1);
      return;
    }
    CorruptDataException.check(end - address >= 4, "booleans without length");
    int length = Memory.getInt(address);
    CorruptDataException.check(
        length >= 0 && length <= end - address - 4, "booleans beyond the end of the page");
    runs.start(address + 4, address + 4 + length, 1);
  }

  @Override
  public long next(int count) {
    if (unpacked.length < count) {
      unpacked = new int[count];
    }
    runs.read(unpacked, 0, count);
    long values = scratch.atLeast(count);
    for (int i = 0; i < count; i++) {
      Memory.putByte(values + i, (byte) (unpacked[i] & 1));
    }
    return values;
  }

  @Override
  public void skip(int count) {
    runs.skip(count);
  }
}
