package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import org.jspecify.annotations.Nullable;

/** Values of fixed length for vectors of strings or binaries; a UUID becomes its text. */
final class FixedLengthBytesValues implements PageValues {
  private static final int UUID_TEXT_LENGTH = 36;

  private final FixedDecoder decoder;
  private final int width;
  private final boolean isUuid;
  private final Scratch text;
  private int[] starts = new int[0];
  private int[] lengths = new int[0];

  FixedLengthBytesValues(FixedDecoder decoder, int width, boolean isUuid, Scratch text) {
    this.decoder = decoder;
    this.width = width;
    this.isUuid = isUuid;
    this.text = text;
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
    int length = isUuid ? UUID_TEXT_LENGTH : width;
    CorruptDataException.check(
        (long) count * length <= Integer.MAX_VALUE, "values of more than 2 GB");
    if (starts.length < count) {
      starts = new int[count];
      lengths = new int[count];
    }
    for (int i = 0; i < count; i++) {
      starts[i] = i * length;
      lengths[i] = length;
    }
    output.addBytes(
        isUuid ? uuidTexts(values, count) : values, starts, lengths, pick, hasNulls, rows);
  }

  private long uuidTexts(long values, int count) {
    long texts = text.atLeast((long) count * UUID_TEXT_LENGTH);
    long target = texts;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < 16; j++) {
        if (j == 4 || j == 6 || j == 8 || j == 10) {
          Memory.putByte(target++, (byte) '-');
        }
        byte value = Memory.getByte(values + 16L * i + j);
        Memory.putByte(target++, hexDigit(value >>> 4 & 15));
        Memory.putByte(target++, hexDigit(value & 15));
      }
    }
    return texts;
  }

  private static byte hexDigit(int digit) {
    return (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
  }
}
