package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import org.jspecify.annotations.Nullable;

/** Values given as indexes into the column chunk's dictionary: one byte of bit width, then runs. */
final class DictionaryValues implements PageValues {
  private final Dictionary dictionary;
  private final RunLengthDecoder runs = new RunLengthDecoder();
  private int[] indexes = new int[0];
  private int bitWidth;

  DictionaryValues(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  @Override
  public void start(long address, long end) {
    if (address == end) {
      runs.start(address, end, 0);
      return;
    }
    bitWidth = Memory.getByte(address) & 0xff;
    runs.start(address + 1, end, bitWidth);
  }

  @Override
  public void skip(int count) {
    runs.skip(count);
  }

  @Override
  public void add(
      int count, int @Nullable [] pick, boolean hasNulls, int rows, ColumnOutput output) {
    if (indexes.length < count) {
      indexes = new int[count];
    }
    read(indexes, 0, count);
    output.addEntries(dictionary, indexes, pick, hasNulls, rows);
  }

  /** Writes the next {@code count} indexes, all of them valid, to {@code target}. */
  void read(int[] target, int offset, int count) {
    runs.read(target, offset, count);
    int size = dictionary.size();
    if (bitWidth < 31 && 1 << bitWidth <= size) {
      return;
    }
    int last = size - 1;
    int signs = 0;
    // Negative as soon as one index is negative or beyond the last entry; no branch, so it is
    // done many at a time.
    for (int i = offset; i < offset + count; i++) {
      signs |= (last - target[i]) | target[i];
    }
    if (signs < 0) {
      throw new CorruptDataException(
          "dictionary index beyond the dictionary: dictionary size=" + size);
    }
  }

  Dictionary dictionary() {
    return dictionary;
  }
}
