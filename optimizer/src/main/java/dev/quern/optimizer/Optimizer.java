package dev.quern.optimizer;

import dev.quern.optimizer.explain.LogicalText;
import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.optimizer.physical.PartitionCounts;
import dev.quern.optimizer.physical.PhysicalPlanner;
import dev.quern.optimizer.physical.WriteTarget;
import dev.quern.optimizer.rules.LogicalPhases;
import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.optimizer.stages.StageCutter;
import dev.quern.optimizer.stages.StageGraphValidator;
import dev.quern.optimizer.statistics.Estimator;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.FilePruner;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.StageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.jspecify.annotations.Nullable;

/** Turns the algebra of a query into stages of operators. Keeps nothing between calls. */
public final class Optimizer {
  private Optimizer() {}

  /**
   * Returns the plan of a query.
   *
   * @throws QueryException UNSUPPORTED if the query has a form that can't be run; TIMEOUT if
   *     planning takes longer than the settings allow
   */
  public static PhysicalPlan optimize(RelRoot query, OptimizerSettings settings) {
    return optimize(query, null, settings, FilePruner.NONE);
  }

  /**
   * Returns the plan of a query whose rows are written to {@code target}; its result is their
   * number. Without a target the rows are the result.
   *
   * @param pruner leaves out files by their partition values
   * @throws QueryException as {@link #optimize(RelRoot, OptimizerSettings)}
   */
  public static PhysicalPlan optimize(
      RelRoot query, @Nullable WriteTarget target, OptimizerSettings settings, FilePruner pruner) {
    Runnable deadline = deadline(settings.timeoutMillis());
    Estimator estimator = new Estimator(pruner);
    RelNode logical = LogicalPhases.run(query.rel, estimator, deadline);
    OptimizerSettings sized =
        settings.withPartitionCount(PartitionCounts.choose(logical, estimator, settings));
    PhysicalPlanner planner =
        new PhysicalPlanner(sized, estimator, logical.getCluster().getRexBuilder(), deadline);
    List<Map.Entry<Integer, String>> output = new ArrayList<>(query.fields);
    PhysicalNode physical = planner.plan(logical, output, target);
    StageGraph stages = StageCutter.cut(physical, planner.estimates());
    StageGraphValidator.validate(stages);
    return new PhysicalPlan(LogicalText.of(logical), physical, stages);
  }

  private static Runnable deadline(long timeoutMillis) {
    long end = System.nanoTime() + timeoutMillis * 1_000_000;
    return () -> {
      if (System.nanoTime() - end > 0) {
        throw new QueryException(
            ErrorCode.TIMEOUT, "Planning took too long: limit=" + timeoutMillis + " ms");
      }
    };
  }
}
