package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.Memory;

/**
 * HyperLogLog over 64-bit hashes: 4096 registers of one byte, a standard error of about 1.6 %. The
 * estimate is Ertl's improved one, which needs no tables of corrections.
 */
final class DistinctSketch {
  /** Bytes of a sketch; all zero is that of no values. */
  static final int BYTES = 4096;

  private static final int INDEX_BITS = 12;
  private static final int LARGEST_RANK = 64 - INDEX_BITS + 1;
  private static final double ALPHA = 0.5 / Math.log(2);

  private DistinctSketch() {}

  static void add(long registers, long hash) {
    long register = registers + (hash >>> (64 - INDEX_BITS));
    int rank = Math.min(LARGEST_RANK, Long.numberOfLeadingZeros(hash << INDEX_BITS) + 1);
    if (rank > Memory.getByte(register)) {
      Memory.putByte(register, (byte) rank);
    }
  }

  static void merge(long registers, long others) {
    for (int i = 0; i < BYTES; i++) {
      byte other = Memory.getByte(others + i);
      if (other > Memory.getByte(registers + i)) {
        Memory.putByte(registers + i, other);
      }
    }
  }

  /** Returns about how many different hashes were added. */
  static long estimate(long registers) {
    int[] counts = new int[LARGEST_RANK + 1];
    for (int i = 0; i < BYTES; i++) {
      counts[Memory.getByte(registers + i)]++;
    }
    double sum = BYTES * tau(1 - counts[LARGEST_RANK] / (double) BYTES);
    for (int rank = LARGEST_RANK - 1; rank >= 1; rank--) {
      sum = 0.5 * (sum + counts[rank]);
    }
    sum += BYTES * sigma(counts[0] / (double) BYTES);
    return Math.round(ALPHA * BYTES * BYTES / sum);
  }

  /** Returns x + x^2 * 1 + x^4 * 2 + x^8 * 4 + ... */
  private static double sigma(double x) {
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double power = x;
    double factor = 1;
    double sum = x;
    double before;
    do {
      power *= power;
      before = sum;
      sum += power * factor;
      factor += factor;
    } while (sum != before);
    return sum;
  }

  private static double tau(double x) {
    if (x == 0 || x == 1) {
      return 0;
    }
    double root = x;
    double factor = 1;
    double sum = 1 - x;
    double before;
    do {
      root = Math.sqrt(root);
      before = sum;
      factor *= 0.5;
      sum -= (1 - root) * (1 - root) * factor;
    } while (sum != before);
    return sum / 3;
  }
}
