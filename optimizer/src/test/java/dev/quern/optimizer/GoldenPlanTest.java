package dev.quern.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.optimizer.explain.PlanPrinter;
import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.optimizer.stages.PhysicalPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares plans with those in the files beside: first a line on what the file shows, then the
 * query, the algebra after the logical phases, and the stages. Environment variable {@code
 * QUERN_WRITE_PLANS} writes the files anew; a person reads the difference.
 */
class GoldenPlanTest {
  private static final String LOGICAL = "\n---- logical\n";
  private static final String STAGES = "\n---- stages\n";

  static List<Path> files() throws IOException {
    Path folder = Path.of(System.getProperty("quern.root"), "optimizer/src/test/resources/plans");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.sorted().toList();
      assertTrue(found.size() >= 10, "plans are missing: " + found);
      return found;
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void planIsAsWritten(Path file) throws IOException {
    String content = Files.readString(file);
    String head = content.split(LOGICAL, 2)[0].stripTrailing();
    String sql = String.join("\n", head.lines().filter(line -> !line.startsWith("#")).toList());
    PhysicalPlan plan = Tpch.database().plan(sql, settings(head));
    String actual =
        head + "\n" + LOGICAL + plan.logical() + STAGES + PlanPrinter.stages(plan.stages());
    if (System.getenv("QUERN_WRITE_PLANS") != null) {
      Files.writeString(file, actual);
    }
    assertEquals(content, actual);
  }

  /**
   * A line {@code # shuffle} forbids copies of build sides, {@code # compare} allows those that are
   * small beside the other side.
   */
  private static OptimizerSettings settings(String head) {
    OptimizerSettings settings = OptimizerSettings.of(1, 2);
    Set<String> lines = Set.copyOf(head.lines().toList());
    if (lines.contains("# shuffle")) {
      return settings.withLargestBroadcast(0);
    }
    return lines.contains("# compare")
        ? settings.withLargestBroadcast(0).withMemory(1L << 30)
        : settings;
  }
}
