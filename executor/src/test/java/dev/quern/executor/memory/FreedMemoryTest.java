package dev.quern.executor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreedMemoryTest {
  private static final long BUDGET = 1L << 30;
  private static final long FULL = BUDGET + FreedMemory.MARGIN_BYTES;

  private final FakeProcess process = new FakeProcess();
  private final FreedMemory freed = new FreedMemory(process);

  @Test
  void nothingIsDoneWhileTheProcessIsSmall() {
    process.bytes = FULL;
    look(3);
    assertEquals(3, process.looks);
    assertEquals(0, process.trims);
  }

  @Test
  void aLargeProcessIsTrimmedEachTimeItGrows() {
    for (int i = 1; i <= 3; i++) {
      process.bytes = FULL + (200 << 20);
      process.bytesAfterTrim = FULL - (100 << 20);
      look(1);
      assertEquals(i, process.trims);
    }
  }

  @Test
  void makesRoomForWhatWillBeAllocated() {
    process.bytes = BUDGET;
    freed.makeRoom(BUDGET, FreedMemory.MARGIN_BYTES);
    assertEquals(0, process.trims);
    process.bytesAfterTrim = BUDGET / 2;
    freed.makeRoom(BUDGET, FreedMemory.MARGIN_BYTES + 1);
    assertEquals(1, process.trims);
    process.bytes = process.bytesAfterTrim + (1 << 20);
    freed.makeRoom(BUDGET, BUDGET);
    assertEquals(1, process.trims, "a moment ago");
    process.nanos += FreedMemory.LEAST_PAUSE_NANOS;
    freed.makeRoom(BUDGET, BUDGET);
    assertEquals(2, process.trims);
  }

  @Test
  void makesRoomAMomentLaterIfTheProcessHasGrown() {
    process.bytes = FULL;
    process.bytesAfterTrim = BUDGET / 2;
    freed.makeRoom(BUDGET, 1 << 20);
    assertEquals(1, process.trims);
    process.bytes = FULL;
    freed.makeRoom(BUDGET, 1 << 20);
    assertEquals(2, process.trims);
  }

  @Test
  void looksRarely() {
    process.bytes = FULL;
    for (int i = 0; i < 1000; i++) {
      freed.look(BUDGET);
    }
    assertEquals(1, process.looks);
  }

  @Test
  void triesLessOftenIfItIsInVain() {
    process.bytes = FULL + 1;
    process.bytesAfterTrim = FULL + 1;
    long end = process.nanos + 10 * FreedMemory.MOST_PAUSE_NANOS;
    while (process.nanos - end < 0) {
      look(1);
    }
    assertTrue(process.trims > 10 && process.trims < 20, "trims=" + process.trims);
    process.bytes = FULL;
    process.nanos += FreedMemory.MOST_PAUSE_NANOS;
    look(1);
    process.bytes = FULL + 1;
    int before = process.trims;
    look(1);
    assertEquals(before + 1, process.trims, "soon again after it was small");
  }

  @Test
  void pausesLongerTheLongerGivingBackTakes() {
    process.trimNanos = FreedMemory.LEAST_PAUSE_NANOS / 8;
    lookWhileItGrows(20 << 20, 20 << 20);
    assertTrue(process.trims > 20 && process.trims < 30, "trims=" + process.trims);
  }

  @Test
  void pausesLessWhenItGrowsFast() {
    process.trimNanos = FreedMemory.LEAST_PAUSE_NANOS;
    lookWhileItGrows(200 << 20, 100 << 20);
    assertTrue(process.trims > 45 && process.trims < 55, "trims=" + process.trims);
  }

  @Test
  void whatWasInVainIsTriedSoonIfItGrowsFast() {
    process.bytes = FULL + 1;
    process.bytesAfterTrim = FULL + 1;
    look(40);
    int before = process.trims;
    look(1);
    assertEquals(before, process.trims, "still in the pause");
    process.bytes = FULL + (100 << 20);
    look(1);
    assertEquals(before + 1, process.trims);
  }

  @Test
  void thisProcessGivesBackWhatItHasFreed() {
    LinuxProcessMemory self = new LinuxProcessMemory();
    long empty = self.residentBytes();
    assumeTrue(empty > 0, "no /proc");
    List<Long> kept = new ArrayList<>();
    List<Long> freedNow = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      long address = Memory.allocate(32 << 10);
      Memory.fill(address, 32 << 10, (byte) 1);
      (i % 50 == 49 ? kept : freedNow).add(address);
    }
    freedNow.forEach(Memory::free);
    self.trim();
    long after = self.residentBytes();
    kept.forEach(Memory::free);
    assumeTrue(after > 0, "this Java cannot trim");
    assertTrue(after - empty < 60 << 20, "grew by " + (after - empty));
  }

  /** Looks a hundred times at a process that is too large each time, and gives as much back. */
  private void lookWhileItGrows(long bytesTooMuch, long bytesBelow) {
    for (int i = 0; i < 100; i++) {
      process.bytes = FULL + bytesTooMuch;
      process.bytesAfterTrim = FULL - bytesBelow;
      look(1);
    }
  }

  /** Looks as often, each time when the next look is due. */
  private void look(int times) {
    for (int i = 0; i < times; i++) {
      process.nanos += FreedMemory.LEAST_PAUSE_NANOS;
      freed.look(BUDGET);
    }
  }

  private static final class FakeProcess implements ProcessMemory {
    private long nanos = Long.MAX_VALUE - 1;
    private long bytes;
    private long bytesAfterTrim;
    private long trimNanos;
    private int looks;
    private int trims;

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long residentBytes() {
      looks++;
      return bytes;
    }

    @Override
    public void trim() {
      trims++;
      nanos += trimNanos;
      bytes = bytesAfterTrim;
    }
  }
}
