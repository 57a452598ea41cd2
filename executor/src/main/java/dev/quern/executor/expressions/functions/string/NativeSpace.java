package dev.quern.executor.expressions.functions.string;

import dev.quern.executor.expressions.values.NativeBytes;

/** A single space off the heap: what texts are filled up with. */
final class NativeSpace {
  private final NativeBytes bytes = new NativeBytes(new byte[] {' '});

  long address() {
    return bytes.address();
  }
}
