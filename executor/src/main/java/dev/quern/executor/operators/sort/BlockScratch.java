package dev.quern.executor.operators.sort;

/** Heap space for one block on its way between disk and memory; shared by the runs of a sort. */
final class BlockScratch {
  private byte[] compressed = new byte[0];
  private byte[] raw = new byte[0];

  byte[] compressed(int length) {
    if (compressed.length < length) {
      compressed = new byte[length];
    }
    return compressed;
  }

  byte[] raw(int length) {
    if (raw.length < length) {
      raw = new byte[length];
    }
    return raw;
  }
}
