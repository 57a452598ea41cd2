package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.Split;
import dev.quern.plan.stages.Stage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a worker must know to run a task, besides the plan.
 *
 * @param splits what each scan reads, by node id; a scan that is not named reads nothing
 * @param firstPartition first of the partitions that {@code PARTITIONED} sources read
 * @param endPartition one after the last of them
 * @param inputs for each stage that is read the outputs of its tasks, in task order
 * @param isStreamed whether its rows go to the client while it runs
 * @param replanned the task's stage if it is not that of the query's graph, else null
 */
public record TaskAssignment(
    AttemptId id,
    Map<Integer, List<Split>> splits,
    int firstPartition,
    int endPartition,
    Map<Integer, List<AttemptId>> inputs,
    boolean isStreamed,
    @Nullable Stage replanned) {
  public TaskAssignment {
    splits = Map.copyOf(splits);
    inputs = Map.copyOf(inputs);
  }
}
