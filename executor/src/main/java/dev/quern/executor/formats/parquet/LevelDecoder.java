package dev.quern.executor.formats.parquet;

import java.util.Arrays;

/** Decodes the definition or repetition levels of a page. */
final class LevelDecoder {
  private final int maxLevel;
  private final int bitWidth;
  private final RunLengthDecoder runs = new RunLengthDecoder();
  private boolean isConstant;

  LevelDecoder(int maxLevel) {
    this.maxLevel = maxLevel;
    this.bitWidth = Integer.SIZE - Integer.numberOfLeadingZeros(maxLevel);
  }

  int maxLevel() {
    return maxLevel;
  }

  /** Starts with the levels of a page. */
  void start(long address, long end) {
    isConstant = false;
    runs.start(address, end, bitWidth);
  }

  /** Starts a page all of whose levels are the largest one. */
  void startConstant() {
    isConstant = true;
  }

  /** Returns how many of the next {@code most} levels are, by one look, the largest one. */
  int maxAhead(int most) {
    if (isConstant) {
      return most;
    }
    int count = runs.repeatedAhead(most);
    return count > 0 && runs.repeatedValue() == maxLevel ? count : 0;
  }

  void skip(int count) {
    if (!isConstant) {
      runs.skip(count);
    }
  }

  /** Writes the next {@code count} levels to {@code target} from {@code offset} on. */
  void read(int[] target, int offset, int count) {
    if (isConstant) {
      Arrays.fill(target, offset, offset + count, maxLevel);
      return;
    }
    runs.read(target, offset, count);
    int largest = 0;
    for (int i = offset; i < offset + count; i++) {
      largest |= target[i];
    }
    if (largest < 0 || largest > maxLevel) {
      checkEach(target, offset, count);
    }
  }

  private void checkEach(int[] target, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      CorruptDataException.check(
          target[i] >= 0 && target[i] <= maxLevel, "level above " + maxLevel);
    }
  }
}
