package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.nodes.WriteNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the shape of a stage's plan says about how its tasks may be cut and repeated. */
final class StageTraits {
  /** Aggregates whose result does not depend on the order of rows. */
  private static final Set<String> ORDERLESS =
      Set.of("count", "sum", "min", "max", "avg", "bool_and", "bool_or", "single_value");

  private StageTraits() {}

  /** Returns the stages among all of them that read {@code stageId}, in their order. */
  static List<Integer> readersOf(int stageId, List<Stage> stages) {
    List<Integer> readers = new ArrayList<>();
    for (Stage stage : stages) {
      if (stage.sources().stream().anyMatch(source -> source.stageId() == stageId)) {
        readers.add(stage.id());
      }
    }
    return readers;
  }

  /**
   * Returns whether the whole stage must be one task: because its plan gathers, or would give
   * another answer if its scans were divided.
   */
  static boolean isSingleTask(Stage stage, boolean isRoot) {
    boolean gathers =
        stage.sources().stream()
            .anyMatch(source -> source.mode() == ExchangeSourceNode.Mode.GATHER);
    return gathers || needsWholeInput(stage.root(), isRoot);
  }

  private static boolean needsWholeInput(PhysicalNode node, boolean isRoot) {
    if (isRoot
        && (node instanceof LimitNode || node instanceof TopNNode || node instanceof SortNode)) {
      return true;
    }
    if (needsWholeGroups(node) && !drivenByPartitions(node)) {
      return true;
    }
    if (node instanceof WriteNode write && write.singleFile()) {
      return true;
    }
    if (node instanceof HashJoinNode || node instanceof NestedLoopJoinNode) {
      PhysicalNode left = node.inputs().get(0);
      PhysicalNode right = node.inputs().get(1);
      boolean oneSideIsEverywhere = isEverywhere(left) || isEverywhere(right);
      if (!oneSideIsEverywhere && !(drivenByPartitions(left) && drivenByPartitions(right))) {
        return true;
      }
    }
    return node.inputs().stream().anyMatch(input -> needsWholeInput(input, isRoot));
  }

  /** Returns whether an operator needs all rows of a group, or all rows, in one task. */
  static boolean needsWholeGroups(PhysicalNode node) {
    return node instanceof WindowNode
        || (node instanceof AggregateNode aggregate
            && aggregate.phase() != AggregateNode.Phase.PARTIAL)
        || (node instanceof LimitNode limit && limit.offset() > 0)
        || (node instanceof TopNNode topN && topN.offset() > 0);
  }

  /** Returns whether all rows below come from hash partitions or are in every task. */
  private static boolean drivenByPartitions(PhysicalNode node) {
    if (node instanceof ScanNode || node instanceof ValuesNode) {
      return false;
    }
    return node.inputs().stream().allMatch(StageTraits::drivenByPartitions);
  }

  /** Returns whether every task sees all rows below. */
  static boolean isEverywhere(PhysicalNode node) {
    if (node instanceof ExchangeSourceNode source) {
      return source.mode() == ExchangeSourceNode.Mode.BROADCAST;
    }
    return !node.inputs().isEmpty() && node.inputs().stream().allMatch(StageTraits::isEverywhere);
  }

  /**
   * Returns how many rows of the stage's output, in task order, its readers can use at most, or -1
   * if all: those that a LIMIT right above the gathering of its rows lets through.
   */
  static long rowsNeeded(int stageId, StageGraph graph) {
    List<Integer> readers = readersOf(stageId, graph.stages());
    if (readers.size() != 1) {
      return -1;
    }
    Stage reader = graph.stages().get(readers.get(0));
    long sourcesOfStage =
        reader.sources().stream().filter(source -> source.stageId() == stageId).count();
    return sourcesOfStage == 1 ? rowsNeeded(reader.root(), stageId, -1) : -1;
  }

  private static long rowsNeeded(PhysicalNode node, int stageId, long limitAbove) {
    if (node instanceof ExchangeSourceNode source) {
      boolean counts =
          source.stageId() == stageId
              && source.mode() == ExchangeSourceNode.Mode.GATHER
              && source.mergeKeys().isEmpty();
      return counts ? limitAbove : -1;
    }
    if (node instanceof LimitNode limit && limit.limit() >= 0) {
      return rowsNeeded(limit.input(), stageId, limit.offset() + limit.limit());
    }
    if (node instanceof ProjectNode project) {
      return rowsNeeded(project.input(), stageId, limitAbove);
    }
    for (PhysicalNode input : node.inputs()) {
      long needed = rowsNeeded(input, stageId, -1);
      if (needed >= 0) {
        return needed;
      }
    }
    return -1;
  }

  /**
   * Returns whether a task of the stage that runs again leaves the same rows in the same
   * partitions. If not, all that has read its earlier output must run again with it.
   */
  static boolean isRepeatable(Stage stage) {
    return stage.output().kind() != Partitioning.Kind.ROUND_ROBIN && isRepeatable(stage.root());
  }

  private static boolean isRepeatable(PhysicalNode node) {
    if (node instanceof LimitNode || node instanceof TopNNode || node instanceof WindowNode) {
      return false;
    }
    if (node instanceof ScanNode scan && scan.limit() >= 0) {
      return false;
    }
    if (node instanceof AggregateNode aggregate) {
      for (AggregateCall call : aggregate.aggregates()) {
        if (!ORDERLESS.contains(call.function())) {
          return false;
        }
      }
    }
    return node.inputs().stream().allMatch(StageTraits::isRepeatable);
  }

  /**
   * Returns whether a task of the stage that runs again leaves the same rows in the same order,
   * also if tasks of the stages that it reads have run again. Operators that may spill give rows in
   * an order that depends on the memory that they had.
   */
  static boolean isRepeatableInOrder(Stage stage, StageGraph graph) {
    return stage.output().kind() != Partitioning.Kind.ROUND_ROBIN
        && isRepeatableInOrder(stage.root(), graph);
  }

  private static boolean isRepeatableInOrder(PhysicalNode node, StageGraph graph) {
    if (node instanceof ExchangeSourceNode source) {
      return isRepeatableInOrder(graph.stages().get(source.stageId()), graph);
    }
    boolean keepsOrder =
        (node instanceof ScanNode scan && scan.limit() < 0)
            || node instanceof FilterNode
            || node instanceof ProjectNode
            || node instanceof SortNode
            || node instanceof UnionNode
            || node instanceof ValuesNode;
    return keepsOrder
        && node.inputs().stream().allMatch(input -> isRepeatableInOrder(input, graph));
  }

  /** Returns whether the stage writes files of its own, which two attempts at once could mix up. */
  static boolean writesFiles(PhysicalNode node) {
    return node instanceof WriteNode || node.inputs().stream().anyMatch(StageTraits::writesFiles);
  }
}
