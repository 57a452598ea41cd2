package dev.quern.engine;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.queries.QueryResult;
import dev.quern.executor.queries.QueryStatistics;
import dev.quern.optimizer.explain.Figures;
import dev.quern.optimizer.explain.PlanFigures;
import dev.quern.optimizer.explain.PlanPrinter;
import dev.quern.optimizer.physical.WriteTarget;
import dev.quern.parser.syntax.Explain;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.settings.QuerySettings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** EXPLAIN: the plan as text, DOT or SVG, with what was measured if the query ran (ANALYZE). */
final class Explanation {
  private final QueryRun run;
  private final QueryPlanner planner;
  private final QuerySettings settings;

  Explanation(QueryRun run, QueryPlanner planner, QuerySettings settings) {
    this.run = run;
    this.planner = planner;
    this.settings = settings;
  }

  /**
   * @param target where the COPY that is explained writes, null = a query alone
   */
  String explain(Explain explain, List<Expression> parameters, @Nullable CopyTarget target) {
    WriteTarget written = target == null ? null : target.toWriteTarget();
    PlannedQuery planned = planner.plan(explain.query(), parameters, settings, written);
    if (explain.analyze() && explain.format() != Explain.Format.TEXT) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "EXPLAIN ANALYZE gives text only; leave out FORMAT " + explain.format());
    }
    switch (explain.format()) {
      case DOT:
        return PlanPrinter.dot(planned.plan().stages());
      case SVG:
        return PlanPrinter.svg(planned.plan().stages());
      case TEXT:
        break;
    }
    if (!explain.analyze()) {
      return PlanPrinter.explain(planned.plan());
    }
    return target == null ? analyze(planned) : target.writing(() -> analyze(planned));
  }

  private String analyze(PlannedQuery planned) {
    try (QueryResult result = run.start(planned)) {
      long rowCount = 0;
      for (Batch batch = result.next(); batch != null; batch = result.next()) {
        rowCount += batch.rowCount();
        batch.close();
      }
      QueryStatistics statistics = result.statistics();
      return String.format(
          Locale.ROOT,
          "%s%nscheduler=%s, threads=%d, rows=%d, time=%.3f s, peak memory=%.1f MB%n",
          PlanPrinter.stages(
              statistics.plan(), planned.plan().stages().estimates(), new Measured(statistics)),
          planned.settings().scheduler().optionName(),
          planned.settings().threads(),
          rowCount,
          statistics.elapsedNanos() / 1e9,
          statistics.peakBytes() / 1e6);
    }
  }

  /** The executor's totals as the printer takes them. */
  private static final class Measured implements PlanFigures {
    private final Map<Integer, Figures> operators = new HashMap<>();
    private final Map<Integer, Figures> stages = new HashMap<>();

    Measured(QueryStatistics statistics) {
      for (QueryStatistics.OperatorTotals totals : statistics.operators()) {
        operators.put(
            totals.nodeId(),
            new Figures(
                totals.rows(),
                totals.bytesRead(),
                totals.bytesSpilled(),
                totals.bytesWritten(),
                totals.peakBytes(),
                totals.nanos(),
                0));
      }
      for (QueryStatistics.StageTotals totals : statistics.stages()) {
        stages.put(
            totals.stageId(),
            new Figures(
                totals.rows(),
                0,
                totals.bytesSpilled(),
                totals.bytes(),
                0,
                totals.nanos(),
                totals.tasks()));
      }
    }

    @Override
    public @Nullable Figures ofOperator(int nodeId) {
      return operators.get(nodeId);
    }

    @Override
    public @Nullable Figures ofStage(int stageId) {
      return stages.get(stageId);
    }
  }
}
