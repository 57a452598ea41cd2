package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/**
 * DELTA_BINARY_PACKED: integers as bit-packed differences.
 *
 * <pre>
 * page  := varint blockSize, varint miniblocks, varint count, zigzag firstValue, block*
 * block := zigzag smallestDelta, one byte bitWidth for each miniblock, miniblock*
 * value := value before + smallestDelta + packed number; wraps around
 * </pre>
 *
 * Miniblocks of the last block that hold no value have no body.
 */
final class DeltaBinaryPackedDecoder implements FixedDecoder {
  private static final int MAX_BLOCK_VALUES = 1 << 16;
  private static final int MAX_MINIBLOCKS = 1 << 9;

  private final int width;
  private final Scratch scratch;
  private long position;
  private long end;
  private int miniblocks;
  private int miniblockValues;

  /** Values of the page that have not been handed out. */
  private long valuesLeft;

  /** Values of the page whose difference has not been unpacked. */
  private long deltasLeft;

  private long value;
  private boolean isFirst;
  private long smallestDelta;
  private long widthsAddress;
  private int miniblock;
  private long[] deltas = new long[0];
  private int deltaIndex;
  private int deltaCount;

  /** Decodes to values of {@code width} 4 or 8 bytes. */
  DeltaBinaryPackedDecoder(int width, Scratch scratch) {
    this.width = width;
    this.scratch = scratch;
  }

  @Override
  public void start(long address, long end) {
    this.position = address;
    this.end = end;
    this.deltaIndex = 0;
    this.deltaCount = 0;
    this.valuesLeft = 0;
    if (address == end) {
      this.deltasLeft = 0;
      return;
    }
    long blockValues = readVarint();
    long blockMiniblocks = readVarint();
    CorruptDataException.check(
        blockValues > 0
            && blockValues <= MAX_BLOCK_VALUES
            && blockMiniblocks > 0
            && blockMiniblocks <= MAX_MINIBLOCKS
            && blockValues % blockMiniblocks == 0
            && blockValues / blockMiniblocks % 8 == 0,
        "bad block size of delta encoding");
    this.miniblocks = (int) blockMiniblocks;
    this.miniblockValues = (int) (blockValues / blockMiniblocks);
    this.miniblock = miniblocks;
    this.valuesLeft = readVarint();
    CorruptDataException.check(
        valuesLeft >= 0 && valuesLeft <= Integer.MAX_VALUE, "bad value count of delta encoding");
    this.value = readZigzag();
    this.isFirst = true;
    this.deltasLeft = Math.max(valuesLeft - 1, 0);
    if (deltas.length < miniblockValues) {
      deltas = new long[miniblockValues];
    }
  }

  /** Returns the address behind the last block, before any value has been decoded. */
  long findEnd() {
    long savedPosition = position;
    long left = deltasLeft;
    while (left > 0) {
      readBlockHeader();
      for (int i = 0; i < miniblocks && left > 0; i++) {
        long bytes = (long) (Memory.getByte(widthsAddress + i) & 0xff) * miniblockValues / 8;
        position += Math.min(bytes, end - position);
        left -= miniblockValues;
      }
    }
    long found = position;
    position = savedPosition;
    miniblock = miniblocks;
    return found;
  }

  @Override
  public long next(int count) {
    checkLeft(count);
    long values = scratch.atLeast((long) count * width);
    int done = 0;
    if (isFirst && count > 0) {
      put(values, 0, value);
      isFirst = false;
      done = 1;
    }
    while (done < count) {
      if (deltaIndex == deltaCount) {
        nextMiniblock();
      }
      int step = Math.min(count - done, deltaCount - deltaIndex);
      if (width == 8) {
        addLongs(values + 8L * done, step);
      } else {
        addInts(values + 4L * done, step);
      }
      done += step;
    }
    return values;
  }

  /** Writes the next {@code count} values, which must be of 32 bits, to {@code target}. */
  void read(int[] target, int count) {
    long values = next(count);
    for (int i = 0; i < count; i++) {
      target[i] = Memory.getInt(values + 4L * i);
    }
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

  private void checkLeft(int count) {
    CorruptDataException.check(count <= valuesLeft, "fewer values than the page header tells");
    valuesLeft -= count;
  }

  private void addLongs(long target, int count) {
    long sum = value;
    for (int i = 0; i < count; i++) {
      sum += deltas[deltaIndex + i];
      Memory.putLong(target + 8L * i, sum);
    }
    value = sum;
    deltaIndex += count;
  }

  private void addInts(long target, int count) {
    int sum = (int) value;
    for (int i = 0; i < count; i++) {
      sum += (int) deltas[deltaIndex + i];
      Memory.putInt(target + 4L * i, sum);
    }
    value = sum;
    deltaIndex += count;
  }

  private void put(long values, int index, long newValue) {
    if (width == 8) {
      Memory.putLong(values + 8L * index, newValue);
    } else {
      Memory.putInt(values + 4L * index, (int) newValue);
    }
  }

  private void nextMiniblock() {
    if (miniblock == miniblocks) {
      readBlockHeader();
    }
    int bitWidth = Memory.getByte(widthsAddress + miniblock) & 0xff;
    CorruptDataException.check(bitWidth <= 64, "bit width above 64");
    miniblock++;
    deltaCount = (int) Math.min(miniblockValues, deltasLeft);
    deltaIndex = 0;
    deltasLeft -= deltaCount;
    long neededBytes = ((long) deltaCount * bitWidth + 7) >>> 3;
    CorruptDataException.check(
        neededBytes <= end - position, "fewer values than the page header tells");
    unpack(bitWidth);
    position += Math.min((long) bitWidth * miniblockValues / 8, end - position);
  }

  private void unpack(int bitWidth) {
    long mask = bitWidth == 64 ? -1 : (1L << bitWidth) - 1;
    long bit = 0;
    for (int i = 0; i < deltaCount; i++, bit += bitWidth) {
      long place = position + (bit >>> 3);
      int shift = (int) (bit & 7);
      long word = Memory.getLong(place) >>> shift;
      if (shift + bitWidth > 64) {
        word |= Memory.getLong(place + 8) << (64 - shift);
      }
      deltas[i] = (word & mask) + smallestDelta;
    }
  }

  private void readBlockHeader() {
    smallestDelta = readZigzag();
    CorruptDataException.check(
        miniblocks <= end - position, "fewer values than the page header tells");
    widthsAddress = position;
    position += miniblocks;
    miniblock = 0;
  }

  private long readZigzag() {
    long encoded = readVarint();
    return (encoded >>> 1) ^ -(encoded & 1);
  }

  private long readVarint() {
    long result = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      CorruptDataException.check(position < end, "fewer values than the page header tells");
      byte next = Memory.getByte(position++);
      result |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return result;
      }
    }
    throw new CorruptDataException("number of more than 64 bits");
  }
}
