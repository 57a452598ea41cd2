package dev.quern.executor.worker;

import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.List;
import java.util.Map;

/** Makes the copy of a plan that travels to workers: without lists of files, without estimates. */
public final class PlanTrimmer {
  private PlanTrimmer() {}

  public static StageGraph trim(StageGraph graph) {
    List<Stage> stages = graph.stages().stream().map(PlanTrimmer::trim).toList();
    return new StageGraph(stages, Map.of());
  }

  /** Returns the assignment with the trimmed plan of its stage, if it has one. */
  public static TaskAssignment trim(TaskAssignment assignment) {
    Stage replanned = assignment.replanned();
    return replanned == null
        ? assignment
        : new TaskAssignment(
            assignment.id(),
            assignment.splits(),
            assignment.firstPartition(),
            assignment.endPartition(),
            assignment.inputs(),
            assignment.isStreamed(),
            trim(replanned));
  }

  private static Stage trim(Stage stage) {
    return new Stage(stage.id(), trim(stage.root()), stage.output());
  }

  private static PhysicalNode trim(PhysicalNode node) {
    if (node instanceof ScanNode scan) {
      return new ScanNode(
          scan.id(),
          scan.source().withFiles(List.of()),
          scan.columns(),
          scan.filter(),
          scan.runtimeFilters(),
          scan.limit());
    }
    return node.withInputs(node.inputs().stream().map(PlanTrimmer::trim).toList());
  }
}
