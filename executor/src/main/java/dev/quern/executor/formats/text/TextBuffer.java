package dev.quern.executor.formats.text;

import dev.quern.executor.memory.Memory;
import java.util.Arrays;

/** Text being written: a growing byte array. */
public final class TextBuffer {
  private byte[] bytes = new byte[1 << 17];
  private int size;

  /** Returns the bytes, of which the first {@link #size()} are written; changes when they grow. */
  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return size;
  }

  /** Cuts the text, or extends it by bytes that {@link #ensure} made room for. */
  public void setSize(int newSize) {
    size = newSize;
  }

  public void put(byte value) {
    ensure(1);
    bytes[size++] = value;
  }

  public void put(byte[] values) {
    ensure(values.length);
    System.arraycopy(values, 0, bytes, size, values.length);
    size += values.length;
  }

  /** Appends bytes from off-heap memory. */
  public void put(long address, int length) {
    ensure(length);
    Memory.copyTo(address, bytes, size, length);
    size += length;
  }

  /** Appends a number of at least {@code digits} digits. */
  public void putPadded(long value, int digits) {
    ensure(20);
    long limit = 1;
    int count = 1;
    while (count < 19 && (count < digits || value / limit >= 10)) {
      limit *= 10;
      count++;
    }
    for (; limit > 0; limit /= 10) {
      bytes[size++] = (byte) ('0' + value / limit % 10);
    }
  }

  /** Makes room for more bytes. */
  public void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
