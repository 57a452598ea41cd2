package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/** PLAIN booleans: one bit each, lowest bit first. */
final class PlainBooleanDecoder implements FixedDecoder {
  private final Scratch scratch;
  private long address;
  private long bit;
  private long bits;

  PlainBooleanDecoder(Scratch scratch) {
    this.scratch = scratch;
  }

  @Override
  public void start(long address, long end) {
    this.address = address;
    this.bit = 0;
    this.bits = (end - address) * 8;
  }

  @Override
  public long next(int count) {
    long first = bit;
    skip(count);
    long values = scratch.atLeast(count);
    for (int i = 0; i < count; i++) {
      long at = first + i;
      Memory.putByte(values + i, (byte) (Memory.getByte(address + (at >>> 3)) >>> (at & 7) & 1));
    }
    return values;
  }

  @Override
  public void skip(int count) {
    CorruptDataException.check(count <= bits - bit, "fewer values than the page header tells");
    bit += count;
  }
}
