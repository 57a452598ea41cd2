package dev.quern.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.Partitioning.Kind;
import dev.quern.plan.stages.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether the build side of a join is copied to every process, or both sides are shuffled. */
class JoinPlacementTest {
  private static final long MEMORY = 16L << 30;
  private static final String FIVE = "select f.v, t.v from five f join twenty t on f.k = t.k";

  private static final TestDatabase DATABASE =
      new TestDatabase()
          .with("one", 1_000_000, "k BIGINT ! 1000000", "v BIGINT ! 1000")
          .with("two", 2_000_000, "k BIGINT ! 2000000", "v BIGINT ! 1000")
          .with("nulls", 5_000_000, "k BIGINT 5000000")
          .with("five", 5_000_000, "k BIGINT ! 5000000", "v BIGINT ! 1000")
          .with("twenty", 100_000_000, "k BIGINT ! 5000000", "v BIGINT ! 1000");

  @Test
  void copiesAreAsSmallBesideTheProbeSideAsThereAreProcesses() {
    // A twentieth: eight times as small for each of two processes, not of three.
    assertEquals(List.of(Kind.BROADCAST), exchanges(FIVE, memory(OptimizerSettings.of(1, 2))));
    assertEquals(List.of(Kind.BROADCAST), exchanges(FIVE, memory(OptimizerSettings.of(2, 2))));
    assertEquals(
        List.of(Kind.HASH, Kind.HASH), exchanges(FIVE, memory(OptimizerSettings.of(3, 3))));
  }

  @Test
  void copiesMustFitIntoTheMemoryOfEachProcess() {
    assertEquals(List.of(Kind.HASH, Kind.HASH), exchanges(FIVE, OptimizerSettings.of(2, 2)));
  }

  @Test
  void smallBuildSidesAreCopiedFurtherByThreadsThanByProcesses() {
    String sql = "select o.v, t.v from one o join two t on o.k = t.k";
    assertEquals(List.of(Kind.BROADCAST), exchanges(sql, OptimizerSettings.of(1, 2)));
    assertEquals(List.of(Kind.HASH, Kind.HASH), exchanges(sql, OptimizerSettings.of(2, 2)));
  }

  @Test
  void inAsAValueReadsTheWholeRightSideIfThereMayBeNulls() {
    // A null anywhere in it makes each value that is not found unknown.
    String nulls = "select t.v, t.k in (select n.k from nulls n) from twenty t";
    assertEquals(List.of(Kind.BROADCAST), exchanges(nulls, OptimizerSettings.of(2, 2)));
    String none = "select t.v, t.k in (select f.k from five f) from twenty t";
    assertEquals(List.of(Kind.HASH, Kind.HASH), exchanges(none, OptimizerSettings.of(2, 2)));
  }

  private static OptimizerSettings memory(OptimizerSettings settings) {
    return settings.withMemory(MEMORY);
  }

  /** Returns how the rows of each stage but the last one get to the next. */
  private static List<Kind> exchanges(String sql, OptimizerSettings settings) {
    List<Stage> stages = DATABASE.plan(sql, settings).stages().stages();
    return stages.subList(0, stages.size() - 1).stream()
        .map(Stage::output)
        .map(Partitioning::kind)
        .toList();
  }
}
