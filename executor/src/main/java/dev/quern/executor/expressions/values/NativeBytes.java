package dev.quern.executor.expressions.values;

import dev.quern.executor.memory.Memory;

/** A constant byte range off the heap, valid as long as this object is reachable. */
public final class NativeBytes {
  private final NativeBlock block;

  /** Copies {@code bytes}. */
  public NativeBytes(byte[] bytes) {
    block = new NativeBlock(bytes.length);
    Memory.copyFrom(bytes, 0, block.address(), bytes.length);
  }

  public long address() {
    return block.address();
  }

  public int length() {
    return block.size();
  }
}
