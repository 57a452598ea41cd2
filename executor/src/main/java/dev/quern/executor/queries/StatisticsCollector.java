package dev.quern.executor.queries;

import dev.quern.executor.queries.QueryStatistics.OperatorTotals;
import dev.quern.executor.queries.QueryStatistics.StageTotals;
import dev.quern.executor.scheduler.OperatorCounters;
import dev.quern.executor.scheduler.TaskOutput;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what finished tasks have cost. Thread-safe. */
final class StatisticsCollector {
  private final long startedNanos = System.nanoTime();
  private final Map<Integer, OperatorTotals> operators = new TreeMap<>();
  private final Map<Integer, StageTotals> stages = new TreeMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private List<Stage> plan = List.of();
  private long elapsedNanos = -1;

  StatisticsCollector(StageGraph graph) {
    replan(graph.stages());
  }

  /** Takes the stages as they are from now on; every stage follows those that it reads. */
  synchronized void replan(List<Stage> changed) {
    plan = List.copyOf(changed);
    plan.forEach(stage -> addNames(stage.root()));
  }

  private void addNames(PhysicalNode node) {
    String type = node.getClass().getSimpleName();
    names.put(node.id(), type.substring(0, type.length() - "Node".length()));
    node.inputs().forEach(this::addNames);
  }

  synchronized void add(TaskOutput output) {
    for (OperatorCounters counters : output.operators()) {
      OperatorTotals totals =
          new OperatorTotals(
              counters.nodeId(),
              names.getOrDefault(counters.nodeId(), ""),
              counters.rows(),
              counters.batches(),
              counters.bytesRead(),
              counters.bytesSpilled(),
              counters.bytesWritten(),
              counters.peakBytes(),
              counters.nanos());
      operators.merge(counters.nodeId(), totals, StatisticsCollector::sum);
    }
    add(
        new StageTotals(
            output.id().stageId(),
            1,
            0,
            output.rows(),
            output.bytes(),
            output.bytesSpilled(),
            output.nanos()));
  }

  synchronized void addRetry(int stageId) {
    add(new StageTotals(stageId, 0, 1, 0, 0, 0, 0));
  }

  private void add(StageTotals totals) {
    stages.merge(totals.stageId(), totals, StatisticsCollector::sum);
  }

  /** Stops the clock. */
  synchronized void end() {
    if (elapsedNanos < 0) {
      elapsedNanos = System.nanoTime() - startedNanos;
    }
  }

  synchronized QueryStatistics snapshot(long peakBytes) {
    long elapsed = elapsedNanos < 0 ? System.nanoTime() - startedNanos : elapsedNanos;
    return new QueryStatistics(
        plan,
        new ArrayList<>(operators.values()),
        new ArrayList<>(stages.values()),
        peakBytes,
        elapsed);
  }

  private static OperatorTotals sum(OperatorTotals a, OperatorTotals b) {
    return new OperatorTotals(
        a.nodeId(),
        a.name(),
        a.rows() + b.rows(),
        a.batches() + b.batches(),
        a.bytesRead() + b.bytesRead(),
        a.bytesSpilled() + b.bytesSpilled(),
        a.bytesWritten() + b.bytesWritten(),
        Math.max(a.peakBytes(), b.peakBytes()),
        a.nanos() + b.nanos());
  }

  private static StageTotals sum(StageTotals a, StageTotals b) {
    return new StageTotals(
        a.stageId(),
        a.tasks() + b.tasks(),
        a.retries() + b.retries(),
        a.rows() + b.rows(),
        a.bytes() + b.bytes(),
        a.bytesSpilled() + b.bytesSpilled(),
        a.nanos() + b.nanos());
  }
}
