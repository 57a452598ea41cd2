package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExchangeSourceNode.Mode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stages of a query in the order in which they are read, and how that changes as they run. */
final class StageOrder {
  /** A partition of a build side of so many bytes leaves room for those of other tasks. */
  private static final long PARTITION_BYTES = 32L << 20;

  private static final int MOST_PARTITIONS = 256;

  private final List<StageState> byNumber;
  private List<StageState> ordered;

  /**
   * Makes ready.
   *
   * @param byNumber every stage follows those that it reads; stages that are added go to its end
   */
  StageOrder(List<StageState> byNumber) {
    this.byNumber = byNumber;
    this.ordered = List.copyOf(byNumber);
    link();
  }

  /** Returns all stages; every stage follows those that it reads. */
  List<StageState> stages() {
    return ordered;
  }

  /**
   * Changes the plan of a stage that would copy too much, so that one join of it is shuffled.
   *
   * @param stage has not begun, and all that it reads is complete
   * @return what was changed, or null if all may stay as it is, or has to
   */
  @Nullable ShuffledJoin shuffleLargeCopy(StageState stage, SchedulerSettings settings) {
    if (stage.isSingleTask || !isCopyLarge(stage, settings)) {
      return null;
    }
    for (StageState copy : copied(stage)) {
      ShuffledJoin shuffled =
          ShuffledJoin.of(
              stage.stage,
              copy.id(),
              copy.bytes(),
              partitionCount(copy.bytes(), settings),
              byNumber.size(),
              nextNodeId());
      if (shuffled != null && copy.bytes() > 0) {
        apply(stage, shuffled);
        return shuffled;
      }
    }
    return null;
  }

  /** Returns whether tasks of a stage copy more than they should; all that it reads is complete. */
  boolean isCopyLarge(StageState stage, SchedulerSettings settings) {
    return copied(stage).stream().mapToLong(StageState::bytes).sum() > settings.mostCopiedBytes();
  }

  /** Returns the stages whose rows all tasks read, largest first. */
  private List<StageState> copied(StageState stage) {
    return stage.stage.sources().stream()
        .filter(source -> source.mode() == Mode.BROADCAST)
        .map(ExchangeSourceNode::stageId)
        .distinct()
        .map(byNumber::get)
        .sorted(Comparator.comparingLong(StageState::bytes).reversed())
        .toList();
  }

  private static int partitionCount(long bytes, SchedulerSettings settings) {
    long partitionBytes = Math.min(PARTITION_BYTES, settings.mostCopiedBytes() / settings.slots());
    long wanted = bytes / Math.max(1, partitionBytes) + 1;
    return (int) Math.min(MOST_PARTITIONS, Math.max(2L * settings.slots(), wanted));
  }

  private int nextNodeId() {
    int largest = 0;
    for (StageState state : byNumber) {
      largest = Math.max(largest, largestId(state.stage.root()));
    }
    return largest + 1;
  }

  private static int largestId(PhysicalNode node) {
    int largest = node.id();
    for (PhysicalNode input : node.inputs()) {
      largest = Math.max(largest, largestId(input));
    }
    return largest;
  }

  private void apply(StageState reader, ShuffledJoin shuffled) {
    List<StageState> added = shuffled.added().stream().map(StageState::added).toList();
    byNumber.addAll(added);
    reader.replan(shuffled.reader());
    List<StageState> changed = new ArrayList<>(ordered);
    changed.addAll(changed.indexOf(reader), added);
    ordered = List.copyOf(changed);
    link();
  }

  private void link() {
    List<Stage> stages = ordered.stream().map(state -> state.stage).toList();
    for (StageState state : ordered) {
      state.readers = StageTraits.readersOf(state.id(), stages);
    }
  }
}
