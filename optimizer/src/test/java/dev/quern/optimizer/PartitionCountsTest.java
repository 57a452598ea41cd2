package dev.quern.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.stages.Stage;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PartitionCountsTest {
  private static final TestDatabase DATABASE =
      new TestDatabase()
          .with("small", 100_000, "a BIGINT ! 100000", "b BIGINT ! 50000")
          .with("large", 6_000_000, "k BIGINT ! 6000000", "v BIGINT ! 1000")
          .with("huge", 6e9, "k BIGINT ! 6e9", "v BIGINT ! 1000");

  @Test
  void fewGroupsKeepTheUsualNumber() {
    assertEquals(Set.of(8), counts("select a, count(*) from small group by a"));
  }

  @Test
  void manyGroupsAreDividedFurther() {
    assertEquals(Set.of(64), counts("select k, count(*) from large group by k"));
  }

  @Test
  void largeBuildSidesAreDividedFurther() {
    assertEquals(Set.of(16), counts("select l.k, m.v from large l join large m on l.k = m.k"));
    assertEquals(Set.of(256), counts("select l.k, m.v from huge l join huge m on l.k = m.k"));
  }

  @Test
  void largeInputsOfWindowsAreDividedFurther() {
    assertEquals(
        Set.of(16), counts("select sum(v) over (partition by v order by k) as s from large"));
  }

  @Test
  void copiedBuildSidesAreNotDivided() {
    assertEquals(
        Set.of(8),
        counts("select s.b, count(*) from small s join huge l on s.a = l.k group by s.b"));
  }

  @Test
  void thereAreNeverMoreThanBlocksStayLargeFor() {
    assertEquals(Set.of(256), counts("select k, count(*) from huge group by k"));
  }

  @Test
  void moreThanThatStaysIfAskedFor() {
    OptimizerSettings settings = OptimizerSettings.of(1, 2).withPartitionCount(300);
    assertEquals(Set.of(300), counts("select k, count(*) from huge group by k", settings));
  }

  @Test
  void allExchangesOfAQueryDivideAlike() {
    assertEquals(
        Set.of(64),
        counts(
            "select s.b, count(*) from small s full join"
                + " (select k, sum(v) as n from large group by k) l on s.a = l.k group by s.b"
                + " union all select v, count(*) from large group by v, k"));
  }

  private static Set<Integer> counts(String sql) {
    return counts(sql, OptimizerSettings.of(1, 2));
  }

  /** Returns the numbers of partitions of all hash exchanges. */
  private static Set<Integer> counts(String sql, OptimizerSettings settings) {
    return DATABASE.plan(sql, settings).stages().stages().stream()
        .map(Stage::output)
        .filter(output -> output.kind() == Partitioning.Kind.HASH)
        .map(Partitioning::partitionCount)
        .collect(Collectors.toSet());
  }
}
