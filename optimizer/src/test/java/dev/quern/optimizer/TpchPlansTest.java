package dev.quern.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.PlanCodec;
import dev.quern.plan.stages.StageGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of the 22 queries, with the statistics of scale 1. */
class TpchPlansTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("quern.root", ".."), "../shared/suites/tpch/queries").normalize();

  @BeforeAll
  static void findQueries() {
    if (!Files.isDirectory(FOLDER)) {
      System.err.println("SKIPPED: no TPC-H queries at " + FOLDER.toAbsolutePath());
    }
    assumeTrue(Files.isDirectory(FOLDER), "no TPC-H queries at " + FOLDER);
  }

  static IntStream numbers() {
    return IntStream.rangeClosed(1, 22);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void stagesSurviveTheCodec(int number) throws IOException {
    for (OptimizerSettings settings :
        List.of(
            OptimizerSettings.of(1, 1),
            OptimizerSettings.of(2, 4),
            OptimizerSettings.of(2, 4).withLargestBroadcast(0).withPartitionCount(3))) {
      StageGraph stages = plan(number, settings).stages();
      assertEquals(stages, PlanCodec.read(PlanCodec.write(stages), StageGraph.class));
    }
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void tablesAreNeverCrossJoined(int number) throws IOException {
    List<PhysicalNode> found =
        find(number, node -> node instanceof NestedLoopJoinNode join && join.condition() == null);
    assertTrue(found.isEmpty(), () -> "nested loops: " + found);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 7, 8, 9, 10, 12, 14, 17, 19})
  void lineitemOrTheLargestTableIsNeverBuilt(int number) throws IOException {
    PhysicalPlan plan = plan(number, OptimizerSettings.of(1, 2));
    find(number, HashJoinNode.class::isInstance)
        .forEach(
            node -> {
              HashJoinNode join = (HashJoinNode) node;
              PhysicalNode build = join.buildLeft() ? join.left() : join.right();
              double rows = plan.stages().estimates().get(build.id()).rows();
              assertTrue(rows < 1_500_000, () -> "build side of " + rows + " rows: " + join);
            });
  }

  private static PhysicalPlan plan(int number, OptimizerSettings settings) throws IOException {
    String sql = Files.readString(FOLDER.resolve("q%02d.sql".formatted(number)));
    return Tpch.database().plan(sql, settings);
  }

  private static List<PhysicalNode> find(int number, Predicate<PhysicalNode> wanted)
      throws IOException {
    PhysicalNode root = plan(number, OptimizerSettings.of(1, 2)).physical();
    return all(root).filter(wanted).toList();
  }

  private static java.util.stream.Stream<PhysicalNode> all(PhysicalNode node) {
    return java.util.stream.Stream.concat(
        java.util.stream.Stream.of(node), node.inputs().stream().flatMap(TpchPlansTest::all));
  }
}
