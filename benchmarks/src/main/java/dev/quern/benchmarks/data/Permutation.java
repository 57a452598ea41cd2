package dev.quern.benchmarks.data;

/** Puts the numbers {@code [0, size)} into another order that looks random: each occurs once. */
final class Permutation {
  /** Near the golden ratio of the size, so that neighbours land far from each other. */
  private static final double SPREAD = 0.6180339887498949;

  private final long size;
  private final long factor;
  private final long offset;

  Permutation(long size, long seed) {
    this.size = size;
    this.offset = RowHash.below(seed, 0, size);
    long candidate = Math.max(1, (long) (size * SPREAD));
    while (greatestCommonDivisor(candidate, size) != 1) {
      candidate++;
    }
    this.factor = candidate;
  }

  /** Returns the number at {@code index}; sizes up to 3e9 do not overflow. */
  long at(long index) {
    return (index * factor + offset) % size;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
