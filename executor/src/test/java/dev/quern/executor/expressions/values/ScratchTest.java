package dev.quern.executor.expressions.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ScratchTest {
  private static final int MEGABYTE = 1 << 20;
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Returns the memory that this process holds, in bytes. */
  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IllegalStateException("no VmRSS in " + STATUS);
  }

  @Test
  void longTextsOfEarlierRowsTakeNoMemory() throws IOException {
    assumeTrue(Files.exists(STATUS), "needs Linux to see the memory of a process");
    Scratch scratch = new Scratch();
    long before = residentBytes();
    for (int row = 0; row < 400; row++) {
      scratch.reset();
      for (int text = 0; text < 3; text++) {
        Memory.fill(scratch.allocate(2 * MEGABYTE), 2 * MEGABYTE, (byte) row);
      }
    }
    scratch.reset();
    long grown = residentBytes() - before;
    assertTrue(grown < 200L * MEGABYTE, "bytes=" + grown);
  }

  @Test
  void rangesOfOneRowStayWhereTheyAre() {
    Scratch scratch = new Scratch();
    for (int row = 0; row < 3; row++) {
      scratch.reset();
      long small = scratch.allocate(8);
      Memory.putLong(small, row);
      long large = scratch.allocate(9 * MEGABYTE);
      Memory.putLong(large + 9 * MEGABYTE - 8, 7);
      long grown = scratch.extend(small, 8, 5 * MEGABYTE);
      Memory.putLong(grown + 5 * MEGABYTE, 9);
      assertEquals(row, Memory.getLong(small));
      assertEquals(row, Memory.getLong(grown));
      assertEquals(7, Memory.getLong(large + 9 * MEGABYTE - 8));
    }
  }

  @Test
  void refusesATextThatIsTooLong() {
    Scratch scratch = new Scratch();
    assertThrows(QueryException.class, () -> scratch.allocate(Scratch.MAX_VALUE_BYTES + 1L));
  }
}
