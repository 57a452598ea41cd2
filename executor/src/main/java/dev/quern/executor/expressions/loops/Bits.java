package dev.quern.executor.expressions.loops;

import dev.quern.executor.memory.Memory;

/** Single bits of Arrow's bit maps: bit {@code i} is bit {@code i % 8} of byte {@code i / 8}. */
public final class Bits {
  private Bits() {}

  public static boolean get(long address, int index) {
    return (Memory.getByte(address + (index >> 3)) >> (index & 7) & 1) != 0;
  }

  public static void set(long address, int index) {
    long place = address + (index >> 3);
    Memory.putByte(place, (byte) (Memory.getByte(place) | 1 << (index & 7)));
  }

  public static void clear(long address, int index) {
    long place = address + (index >> 3);
    Memory.putByte(place, (byte) (Memory.getByte(place) & ~(1 << (index & 7))));
  }
}
