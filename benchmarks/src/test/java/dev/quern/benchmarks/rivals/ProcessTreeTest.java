package dev.quern.benchmarks.rivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTreeTest {
  private static final int MEGABYTES = 64;

  @TempDir Path folder;

  @Test
  void peakIsTheMostHeldSinceItBegan() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/smaps_rollup")), "needs Linux's /proc");
    try (ProcessTree tree = new ProcessTree(ProcessHandle.current(), folder)) {
      tree.forgetPeak();
      long before = tree.peak().bytes();
      assertTrue(before > 0, "nothing is held");
      byte[][] held = new byte[MEGABYTES][];
      for (int i = 0; i < held.length; i++) {
        held[i] = new byte[1 << 20];
        held[i][i] = 1;
      }
      Files.write(folder.resolve("spilled"), held[0]);
      ProcessTree.Peak peak = tree.peak();
      assertTrue(peak.bytes() >= before, "the peak went down");
      assertEquals(1, peak.processes());
      assertEquals(1 << 20, peak.tempBytes());
      assertTrue(tree.cpuSeconds() > 0);
    }
  }
}
