package dev.quern.executor.expressions.values;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8Test {
  private static final int[] CODE_POINTS = {'a', 'z', 0x7F, 0xE9, 0x7FF, 0x4E2D, 0xFFFD, 0x1F600};

  @Test
  void countsCodePointsOfAnyLength() {
    Random random = new Random(11);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      int count = random.nextInt(20);
      int kinds = 1 + random.nextInt(CODE_POINTS.length);
      for (int i = 0; i < count; i++) {
        text.appendCodePoint(CODE_POINTS[random.nextInt(kinds)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      assertEquals(count, count(bytes, random), () -> text.toString());
    }
  }

  @Test
  void countsBytesThatAreNoUtf8() {
    Random random = new Random(12);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      int expected = 0;
      for (byte value : bytes) {
        expected += Utf8.isContinuation(value) ? 0 : 1;
      }
      assertEquals(expected, count(bytes, random));
    }
  }

  /** Counts with other bytes before and after the text. */
  private static int count(byte[] bytes, Random random) {
    byte[] around = new byte[bytes.length + 16];
    random.nextBytes(around);
    System.arraycopy(bytes, 0, around, 8, bytes.length);
    long address = Memory.allocate(around.length);
    try {
      for (int i = 0; i < around.length; i++) {
        Memory.putByte(address + i, around[i]);
      }
      return Utf8.count(address + 8, bytes.length);
    } finally {
      Memory.free(address);
    }
  }
}
