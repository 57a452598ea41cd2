package dev.quern.engine;

import dev.quern.optimizer.Optimizer;
import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.optimizer.physical.WriteTarget;
import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.parser.analysis.AnalyzedQuery;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.syntax.Query;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelRoot;
import org.jspecify.annotations.Nullable;

/** Takes a query from its text to stages: analysis, optimization, choice of the scheduler. */
final class QueryPlanner {
  /** Inputs from this size on are worth the start of worker processes. */
  private static final long PROCESSES_FROM_BYTES = 8L << 30;

  private final Engine engine;
  private final Catalog catalog;

  QueryPlanner(Engine engine, Catalog catalog) {
    this.engine = engine;
    this.catalog = catalog;
  }

  /** Returns the columns of a query. */
  Schema schema(Query query, List<Expression> parameters) {
    return columns(query, parameters).schema();
  }

  /** Returns the columns of a query and where they come from. */
  ResultColumns columns(Query query, List<Expression> parameters) {
    AnalyzedQuery analyzed = engine.analyzer().analyze(query, catalog, parameters);
    return new ResultColumns(RelTypes.schema(analyzed.root().validatedRowType), analyzed.origins());
  }

  /**
   * @param target where the rows are written, null = they are the result
   */
  PlannedQuery plan(
      Query query,
      List<Expression> parameters,
      QuerySettings settings,
      @Nullable WriteTarget target) {
    AnalyzedQuery analyzed = engine.analyzer().analyze(query, catalog, parameters);
    RelRoot root = analyzed.root();
    Set<String> bound = UserFunctionCalls.bound(root.rel, engine.userFunctions());
    if (!bound.isEmpty() && settings.scheduler() == SchedulerKind.PROCESSES) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Java functions that exist in this process only cannot run in worker processes: functions="
              + bound
              + "; register public static methods, and aggregates by their public class, of the"
              + " class path, or set scheduler to threads");
    }
    int processes = settings.scheduler() == SchedulerKind.PROCESSES ? settings.workers() : 1;
    OptimizerSettings usual = OptimizerSettings.of(processes, settings.threads());
    OptimizerSettings optimizerSettings =
        settings.broadcastBytes() < 0
            ? usual.withMemory(settings.memoryBytes() / processes)
            : usual.withLargestBroadcast(settings.broadcastBytes());
    PhysicalPlan plan = Optimizer.optimize(root, target, optimizerSettings, engine.pruner());
    return new PlannedQuery(
        plan,
        settings.withScheduler(scheduler(settings, plan, bound.isEmpty())),
        analyzed.origins());
  }

  private static SchedulerKind scheduler(
      QuerySettings settings, PhysicalPlan plan, boolean runsAnywhere) {
    if (settings.scheduler() != SchedulerKind.AUTO) {
      return settings.scheduler();
    }
    long bytes = 0;
    for (Stage stage : plan.stages().stages()) {
      for (ScanNode scan : stage.scans()) {
        bytes += scan.source().files().stream().mapToLong(SourceFile::sizeBytes).sum();
      }
    }
    boolean isLarge = bytes >= PROCESSES_FROM_BYTES && settings.workers() > 1;
    return isLarge && runsAnywhere ? SchedulerKind.PROCESSES : SchedulerKind.THREADS;
  }
}
