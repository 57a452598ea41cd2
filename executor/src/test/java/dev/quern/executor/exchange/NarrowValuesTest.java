package dev.quern.executor.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.memory.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NarrowValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 1, 1",
    "-7, 255, 1",
    "-7, 256, 2",
    "1000000000000, 65535, 2",
    "1000000000000, 65536, 4",
    "-1, 4294967295, 4",
    "-1, 4294967296, 8",
    "-9223372036854775808, 0, 0",
    "-9223372036854775808, 9223372036854775807, 8",
    "-9223372036854775808, -1, 8",
    "9223372036854775552, 255, 1",
  })
  void longsComeBack(long least, long range, int width) {
    assertEquals(width, roundTrip(new long[] {least, least + range, least}, Long.BYTES));
    assertEquals(width, roundTrip(new long[] {least + range, least}, Long.BYTES));
  }

  /** A range of 32 bits or more of ints overflows nothing: their distances are longs. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "5, 255, 1",
    "5, 256, 2",
    "-2147483648, 65535, 2",
    "-2147483648, 65536, 4",
    "-2147483648, 4294967295, 4",
    "2147483392, 255, 1",
  })
  void intsComeBack(long least, long range, int width) {
    assertEquals(width, roundTrip(new long[] {least, least + range}, Integer.BYTES));
  }

  @Test
  void otherBuffersStayAsTheyAre() {
    long address = Memory.allocate(16);
    try {
      Memory.fill(address, 16, (byte) 0);
      for (NarrowValues values :
          new NarrowValues[] {
            NarrowValues.of(address, 16, 1),
            NarrowValues.of(address, 0, Long.BYTES),
            NarrowValues.of(address, 15, Long.BYTES)
          }) {
        assertEquals(false, values.isNarrow());
        assertEquals(values.bytes(), values.storedBytes());
      }
    } finally {
      Memory.free(address);
    }
  }

  /** Returns the bytes that each value was stored in. */
  private static int roundTrip(long[] values, int valueWidth) {
    int bytes = values.length * valueWidth;
    long address = Memory.allocate(3L * bytes);
    try {
      for (int i = 0; i < values.length; i++) {
        put(address, i, values[i], valueWidth);
      }
      NarrowValues narrow = NarrowValues.of(address, bytes, valueWidth);
      if (!narrow.isNarrow()) {
        assertEquals(bytes, narrow.storedBytes());
        return valueWidth;
      }
      assertEquals(values.length * narrow.storedWidth(), narrow.storedBytes());
      long stored = address + bytes;
      long read = stored + bytes;
      Memory.fill(stored, 2L * bytes, (byte) 0x5A);
      // In two pieces, as a buffer that is nearly full takes them.
      narrow.write(address, 1, stored);
      narrow.write(address + valueWidth, values.length - 1, stored + narrow.storedWidth());
      narrow.read(stored, read);
      for (int i = 0; i < bytes; i++) {
        assertEquals(Memory.getByte(address + i), Memory.getByte(read + i), "byte " + i);
      }
      return narrow.storedWidth();
    } finally {
      Memory.free(address);
    }
  }

  private static void put(long address, int index, long value, int valueWidth) {
    if (valueWidth == Long.BYTES) {
      Memory.putLong(address + 8L * index, value);
    } else {
      Memory.putInt(address + 4L * index, (int) value);
    }
  }
}
