package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/**
 * Decodes the hybrid of run-length and bit-packed runs that holds levels, dictionary indexes and
 * booleans.
 *
 * <pre>
 * run        := varint header, body
 * header & 1 == 0: header >>> 1 times the value in the body, ceil(bitWidth / 8) bytes, little-endian
 * header & 1 == 1: (header >>> 1) * 8 values in the body, bitWidth bits each, lowest bit first
 * </pre>
 *
 * The last bit-packed run may be cut short by the end of the bytes. At least {@link
 * DirectBuffer#PADDING} bytes behind the end must be readable.
 */
final class RunLengthDecoder {
  private long position;
  private long end;
  private int bitWidth;

  /** Values left in the current run. */
  private int runLeft;

  private boolean isRepeated;
  private int repeated;

  /** Bit position of the next packed value, counted from {@link #packedStart}. */
  private long packedBit;

  private long packedStart;

  /** Starts with the run at {@code address}. */
  void start(long address, long end, int bitWidth) {
    CorruptDataException.check(bitWidth >= 0 && bitWidth <= 32, "bit width above 32");
    this.position = address;
    this.end = end;
    this.bitWidth = bitWidth;
    this.runLeft = 0;
  }

  /** Returns how many of the next values are all {@link #repeatedValue()}, at most {@code most}. */
  int repeatedAhead(int most) {
    if (runLeft == 0) {
      nextRun();
    }
    return isRepeated ? Math.min(runLeft, most) : 0;
  }

  int repeatedValue() {
    return repeated;
  }

  void skip(int count) {
    int left = count;
    while (left > 0) {
      if (runLeft == 0) {
        nextRun();
      }
      int step = Math.min(left, runLeft);
      packedBit += (long) step * bitWidth;
      runLeft -= step;
      left -= step;
    }
  }

  /** Writes the next {@code count} values to {@code target} from {@code offset} on. */
  void read(int[] target, int offset, int count) {
    int at = offset;
    int stop = offset + count;
    while (at < stop) {
      if (runLeft == 0) {
        nextRun();
      }
      int step = Math.min(stop - at, runLeft);
      if (isRepeated) {
        java.util.Arrays.fill(target, at, at + step, repeated);
      } else {
        BitUnpacking.unpack(packedStart, packedBit, bitWidth, target, at, step);
        packedBit += (long) step * bitWidth;
      }
      runLeft -= step;
      at += step;
    }
  }

  private void nextRun() {
    long header = readHeader();
    if ((header & 1) == 0) {
      long length = header >>> 1;
      CorruptDataException.check(length > 0 && length <= Integer.MAX_VALUE, "bad run length");
      int width = (bitWidth + 7) >>> 3;
      CorruptDataException.check(width <= end - position, "run beyond the end of the page");
      repeated = width == 0 ? 0 : Memory.getInt(position) & (-1 >>> (32 - 8 * width));
      position += width;
      isRepeated = true;
      runLeft = (int) length;
      return;
    }
    long groups = header >>> 1;
    CorruptDataException.check(groups > 0 && groups <= Integer.MAX_VALUE / 8, "bad run length");
    long bytes = Math.min(groups * bitWidth, end - position);
    long values = bitWidth == 0 ? groups * 8 : Math.min(groups * 8, bytes * 8 / bitWidth);
    CorruptDataException.check(values > 0, "run beyond the end of the page");
    packedStart = position;
    packedBit = 0;
    position += bytes;
    isRepeated = false;
    runLeft = (int) values;
  }

  private long readHeader() {
    long header = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      CorruptDataException.check(position < end, "fewer values than the page header tells");
      byte next = Memory.getByte(position++);
      header |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return header;
      }
    }
    throw new CorruptDataException("run length of more than 32 bits");
  }
}
