package dev.quern.executor.queries;

import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExchangeSourceNode.Mode;
import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.List;
import java.util.Map;

/** Stage graphs built by hand. */
final class TestGraphs {
  private TestGraphs() {}

  /** One stage: the rows of {@code node} in the order of its files. */
  static StageGraph oneStage(PhysicalNode node) {
    return graph(new Stage(0, node, Partitioning.gather()));
  }

  /** {@code node} hashed by its first column into partitions, and each read by a task. */
  static StageGraph shuffle(PhysicalNode node, int partitionCount) {
    return graph(
        new Stage(0, node, Partitioning.hash(List.of(0), partitionCount)),
        new Stage(1, source(100, 0, node, Mode.PARTITIONED), Partitioning.gather()));
  }

  /** As {@link #shuffle}, with a last stage of one task that gathers. */
  static StageGraph shuffleAndGather(PhysicalNode node, int partitionCount) {
    return graph(
        new Stage(0, node, Partitioning.hash(List.of(0), partitionCount)),
        new Stage(1, source(100, 0, node, Mode.PARTITIONED), Partitioning.gather()),
        new Stage(2, source(101, 1, node, Mode.GATHER), Partitioning.gather()));
  }

  /** The first rows of {@code node}: a limit over a gathering. */
  static StageGraph limited(PhysicalNode node, long offset, long limit) {
    PhysicalNode gathered = source(100, 0, node, Mode.GATHER);
    return graph(
        new Stage(0, node, Partitioning.gather()),
        new Stage(1, new LimitNode(101, gathered, offset, limit), Partitioning.gather()));
  }

  /** The rows of {@code node} in descending order of its first column: sorted by tasks, merged. */
  static StageGraph sorted(PhysicalNode node) {
    List<SortKey> keys = List.of(new SortKey(0, false, true));
    SortNode sort = new SortNode(100, node, keys);
    return graph(
        new Stage(0, sort, Partitioning.gather()),
        new Stage(
            1,
            new ExchangeSourceNode(101, 0, Mode.GATHER, keys, node.schema()),
            Partitioning.gather()));
  }

  /** All rows of {@code small} once for each task that reads {@code big}, and those of big. */
  static StageGraph broadcast(PhysicalNode small, PhysicalNode big) {
    PhysicalNode everywhere = source(100, 0, small, Mode.BROADCAST);
    return graph(
        new Stage(0, small, Partitioning.broadcast()),
        new Stage(
            1, new UnionNode(101, List.of(everywhere, big), big.schema()), Partitioning.gather()));
  }

  static ExchangeSourceNode source(int id, int stageId, PhysicalNode read, Mode mode) {
    return new ExchangeSourceNode(id, stageId, mode, List.of(), read.schema());
  }

  static StageGraph graph(Stage... stages) {
    return new StageGraph(List.of(stages), Map.of());
  }
}
