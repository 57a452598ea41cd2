package dev.quern.executor.expressions.values;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;

/**
 * Off-heap memory for the intermediate texts of one row. Ranges stay where they are until {@link
 * #reset()}, which is called before each row and after the last one of a batch. Valid as long as
 * this object is reachable. Not thread-safe.
 */
public final class Scratch {
  /** The longest text that a function may make. */
  public static final int MAX_VALUE_BYTES = 1 << 28;

  private static final int CHUNK_BYTES = 1 << 12;
  private static final int KEPT_BYTES = 1 << 22;

  private final List<NativeBlock> chunks = new ArrayList<>();
  private long position;
  private long end;
  private long firstStart;
  private long firstEnd;

  /** Forgets all ranges; keeps no more than a small part of the memory. */
  public void reset() {
    if (chunks.size() > 1 || firstEnd - firstStart > KEPT_BYTES) {
      keepOneChunk();
    }
    position = firstStart;
    end = firstEnd;
  }

  /** Returns the address of {@code bytes} new bytes. */
  long allocate(long bytes) {
    if (bytes > end - position) {
      addChunk(bytes);
    }
    long address = position;
    position += bytes;
    return address;
  }

  /** Gives back what lies behind the first {@code length} bytes of the newest range. */
  void shorten(long address, int length) {
    position = address + length;
  }

  /** Returns the address of a range that begins with the given one and has {@code more} bytes. */
  long extend(long from, int length, int more) {
    if (length > 0 && from + length == position && more <= end - position) {
      position += more;
      return from;
    }
    long address = allocate((long) length + more);
    Memory.copy(from, address, length);
    return address;
  }

  private void addChunk(long bytes) {
    if (bytes > MAX_VALUE_BYTES) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Text is too long: bytes=" + bytes + ", at most=" + MAX_VALUE_BYTES);
    }
    // Twice the size, so that a text that grows piece by piece is copied a few times only.
    long size = Math.max(CHUNK_BYTES, Math.min(bytes * 2, MAX_VALUE_BYTES));
    NativeBlock chunk = new NativeBlock((int) size);
    chunks.add(chunk);
    position = chunk.address();
    end = position + size;
    if (chunks.size() == 1) {
      firstStart = position;
      firstEnd = end;
    }
  }

  private void keepOneChunk() {
    NativeBlock newest = chunks.get(chunks.size() - 1);
    boolean isKept = newest.size() <= KEPT_BYTES;
    for (NativeBlock chunk : chunks) {
      if (chunk != newest || !isKept) {
        chunk.free();
      }
    }
    chunks.clear();
    firstStart = 0;
    firstEnd = 0;
    if (isKept) {
      chunks.add(newest);
      firstStart = newest.address();
      firstEnd = firstStart + newest.size();
    }
  }
}
