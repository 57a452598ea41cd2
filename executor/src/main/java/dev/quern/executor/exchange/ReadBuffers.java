package dev.quern.executor.exchange;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Buffers through which blocks are read from files: as many as threads read at the same time,
 * however many readers there are. Thread-safe.
 */
final class ReadBuffers {
  private static final int LEAST_BYTES = 1 << 16;

  private final Deque<byte[]> free = new ArrayDeque<>();

  /** Returns a buffer of at least that length with any content; to be given back. */
  byte[] take(int length) {
    synchronized (free) {
      byte[] last = free.pollLast();
      if (last != null && last.length >= length) {
        return last;
      }
    }
    return new byte[Math.max(LEAST_BYTES, length)];
  }

  void giveBack(byte[] buffer) {
    synchronized (free) {
      free.addLast(buffer);
    }
  }
}
