package dev.quern.executor.expressions.values;

import dev.quern.executor.memory.Memory;

/**
 * Receives a byte range: the result of a function on text. The range lies in an operand (nothing is
 * copied), in a constant, or in the row's {@link Scratch}.
 */
public final class Slice {
  private final Scratch scratch;

  public long address;
  public int length;

  /** Set by functions that may return NULL for operands that are not; they set it in every call. */
  public boolean isNull;

  public Slice(Scratch scratch) {
    this.scratch = scratch;
  }

  /** Sets the range. */
  public void set(long newAddress, int newLength) {
    address = newAddress;
    length = newLength;
  }

  /** Points to {@code capacity} new bytes and returns their address; {@link #length} follows. */
  public long allocate(long capacity) {
    address = scratch.allocate(capacity);
    length = Math.toIntExact(capacity);
    return address;
  }

  /** Lets the range, just allocated, end after {@code newLength} bytes. */
  public void shorten(int newLength) {
    scratch.shorten(address, newLength);
    length = newLength;
  }

  /** Points to a copy of {@code bytes}. */
  public void setBytes(byte[] bytes) {
    long target = allocate(bytes.length);
    Memory.copyFrom(bytes, 0, target, bytes.length);
  }

  /**
   * Points to the range followed by {@code more} new bytes, without a copy if the range is the
   * newest in the scratch memory.
   */
  public long extend(long from, int fromLength, int more) {
    address = scratch.extend(from, fromLength, more);
    length = Math.addExact(fromLength, more);
    return address + fromLength;
  }
}
