package dev.quern.benchmarks.data;

/**
 * Random numbers by row: the same for the same seed and row, in whatever order and by however many
 * threads rows are made.
 */
final class RowHash {
  private static final double UNIT = 0x1.0p-53;

  private RowHash() {}

  /** Returns 64 well-mixed bits (the finisher of SplitMix64). */
  static long bits(long seed, long row) {
    long z = row * 0x9E3779B97F4A7C15L + seed * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns a number in {@code [0, bound)}. */
  static long below(long seed, long row, long bound) {
    return Math.floorMod(bits(seed, row) >>> 1, bound);
  }

  /** Returns a number in {@code [0, 1)}. */
  static double unit(long seed, long row) {
    return (bits(seed, row) >>> 11) * UNIT;
  }
}
