package dev.quern.optimizer.stages;

import dev.quern.plan.nodes.ExchangeNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.Estimate;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cuts a plan at its exchanges: what is below one becomes a stage of its own. Exchanges of the same
 * work share one stage, so that a sub-plan that stands twice in the query runs once.
 */
public final class StageCutter {
  private final List<Stage> stages = new ArrayList<>();

  /** For each stage its plan, comparable with that of others. */
  private final List<PhysicalNode> shapes = new ArrayList<>();

  private StageCutter() {}

  /** Returns the stages of the plan, those that are read before their readers. */
  public static StageGraph cut(PhysicalNode root, Map<Integer, Estimate> estimates) {
    StageCutter cutter = new StageCutter();
    PhysicalNode rest = cutter.withoutExchanges(root);
    cutter.add(rest, PlanShape.of(rest), Partitioning.gather());
    return new StageGraph(cutter.stages, estimates);
  }

  private PhysicalNode withoutExchanges(PhysicalNode node) {
    if (node instanceof ExchangeNode exchange) {
      Stage stage = sharedOrNew(withoutExchanges(exchange.input()), exchange.partitioning());
      return new ExchangeSourceNode(
          exchange.id(),
          stage.id(),
          mode(exchange.partitioning().kind()),
          exchange.mergeKeys(),
          exchange.schema());
    }
    if (node.inputs().isEmpty()) {
      return node;
    }
    List<PhysicalNode> inputs = new ArrayList<>();
    for (PhysicalNode input : node.inputs()) {
      inputs.add(withoutExchanges(input));
    }
    return node.withInputs(inputs);
  }

  private Stage sharedOrNew(PhysicalNode root, Partitioning output) {
    PhysicalNode shape = PlanShape.of(root);
    for (Stage stage : stages) {
      if (stage.output().equals(output) && shapes.get(stage.id()).equals(shape)) {
        return stage;
      }
    }
    return add(root, shape, output);
  }

  private Stage add(PhysicalNode root, PhysicalNode shape, Partitioning output) {
    Stage stage = new Stage(stages.size(), root, output);
    stages.add(stage);
    shapes.add(shape);
    return stage;
  }

  private static ExchangeSourceNode.Mode mode(Partitioning.Kind kind) {
    switch (kind) {
      case HASH:
      case ROUND_ROBIN:
        return ExchangeSourceNode.Mode.PARTITIONED;
      case BROADCAST:
        return ExchangeSourceNode.Mode.BROADCAST;
      case GATHER:
        return ExchangeSourceNode.Mode.GATHER;
    }
    throw new IllegalStateException("unknown partitioning: " + kind);
  }
}
