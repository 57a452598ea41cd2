package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExchangeSourceNode.Mode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A join whose build side was to be copied to every task and turned out too large: both sides are
 * shuffled instead. What the tasks of its stage did up to the join becomes a stage of its own, and
 * so does the dividing of the build side, which is there already.
 *
 * <pre>
 *  0  build     -&gt; broadcast           0  build            -&gt; broadcast
 *                                       2  0 (gathered)     -&gt; hash(build keys)
 *                                       3  probe            -&gt; hash(probe keys)
 *  1  join(probe, 0) -&gt; any            1  join(3, 2)       -&gt; any
 * </pre>
 *
 * <p>The filters that the join would have published to the scans of its probe side are lost: they
 * run before it.
 *
 * @param joinId the join's operator
 * @param copiedBytes size of the build side
 * @param reader the stage of the join as it is now; same number
 * @param added the stages that it reads instead, those that are read first
 */
public record ShuffledJoin(int joinId, long copiedBytes, Stage reader, List<Stage> added) {
  public ShuffledJoin {
    added = List.copyOf(added);
  }

  /**
   * Returns the stage {@code reader} with the topmost join of the copied stage {@code copiedId}
   * shuffled, or null if it must stay as it is: the rows of its stage have to be where they are for
   * an operator above the join, or the join needs to know all of its build side (NOT IN, and IN as
   * a value).
   *
   * @param reader has more than one task
   * @param copiedBytes size of the copied stage's output
   * @param partitionCount into how many partitions both sides are divided
   * @param firstStageId number of the first stage to be added
   * @param firstNodeId number of the first operator to be added
   */
  static @Nullable ShuffledJoin of(
      Stage reader,
      int copiedId,
      long copiedBytes,
      int partitionCount,
      int firstStageId,
      int firstNodeId) {
    HashJoinNode join = find(reader.root(), copiedId);
    if (join == null || readsPartitions(reader.root(), join)) {
      return null;
    }
    ExchangeSourceNode copy = (ExchangeSourceNode) build(join);
    ExchangeSourceNode gathered =
        new ExchangeSourceNode(firstNodeId, copiedId, Mode.GATHER, List.of(), copy.schema());
    Stage divided =
        new Stage(firstStageId, gathered, Partitioning.hash(buildKeys(join), partitionCount));
    Stage probe =
        new Stage(
            firstStageId + 1, probe(join), Partitioning.hash(probeKeys(join), partitionCount));
    HashJoinNode shuffled =
        shuffled(join, partitions(firstNodeId + 1, probe), partitions(copy.id(), divided));
    Stage changed = new Stage(reader.id(), replace(reader.root(), join, shuffled), reader.output());
    return new ShuffledJoin(join.id(), copiedBytes, changed, List.of(divided, probe));
  }

  private static ExchangeSourceNode partitions(int id, Stage read) {
    return new ExchangeSourceNode(id, read.id(), Mode.PARTITIONED, List.of(), read.root().schema());
  }

  private static HashJoinNode shuffled(
      HashJoinNode join, ExchangeSourceNode probe, ExchangeSourceNode build) {
    return new HashJoinNode(
        join.id(),
        join.buildLeft() ? build : probe,
        join.buildLeft() ? probe : build,
        join.kind(),
        join.leftKeys(),
        join.rightKeys(),
        join.nullSafeKeys(),
        join.residual(),
        join.buildLeft(),
        join.nullAware(),
        Collections.nCopies(join.leftKeys().size(), -1));
  }

  /** Returns the join of the copy if the operators above it take rows wherever they are. */
  private static @Nullable HashJoinNode find(PhysicalNode node, int copiedId) {
    if (node instanceof HashJoinNode join && isOf(join, copiedId)) {
      return join;
    }
    if (StageTraits.needsWholeGroups(node)) {
      return null;
    }
    boolean isJoin = node instanceof HashJoinNode || node instanceof NestedLoopJoinNode;
    for (int input = 0; input < node.inputs().size(); input++) {
      boolean isFree = !isJoin || StageTraits.isEverywhere(node.inputs().get(1 - input));
      HashJoinNode found = isFree ? find(node.inputs().get(input), copiedId) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean isOf(HashJoinNode join, int copiedId) {
    boolean isLocal = !join.nullAware() && join.kind() != JoinKind.MARK;
    return isLocal
        && build(join) instanceof ExchangeSourceNode source
        && source.stageId() == copiedId
        && source.mode() == Mode.BROADCAST;
  }

  /** Returns whether an operator that is neither the join nor below it reads partitions. */
  private static boolean readsPartitions(PhysicalNode node, HashJoinNode join) {
    if (node.id() == join.id()) {
      return false;
    }
    if (node instanceof ExchangeSourceNode source) {
      return source.mode() == Mode.PARTITIONED;
    }
    return node.inputs().stream().anyMatch(input -> readsPartitions(input, join));
  }

  private static PhysicalNode replace(PhysicalNode node, HashJoinNode join, HashJoinNode by) {
    if (node.id() == join.id()) {
      return by;
    }
    if (node.inputs().isEmpty()) {
      return node;
    }
    List<PhysicalNode> inputs = new ArrayList<>();
    for (PhysicalNode input : node.inputs()) {
      inputs.add(replace(input, join, by));
    }
    return node.withInputs(inputs);
  }

  private static PhysicalNode build(HashJoinNode join) {
    return join.buildLeft() ? join.left() : join.right();
  }

  private static PhysicalNode probe(HashJoinNode join) {
    return join.buildLeft() ? join.right() : join.left();
  }

  private static List<Integer> buildKeys(HashJoinNode join) {
    return join.buildLeft() ? join.leftKeys() : join.rightKeys();
  }

  private static List<Integer> probeKeys(HashJoinNode join) {
    return join.buildLeft() ? join.rightKeys() : join.leftKeys();
  }
}
