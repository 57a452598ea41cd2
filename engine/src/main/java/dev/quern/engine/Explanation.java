package dev.quern.engine;

import dev.quern.executor.queries.QueryExecutor;
import dev.quern.parser.syntax.Explain;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.settings.QuerySettings;
import java.util.List;

/** EXPLAIN in all its forms. */
final class Explanation {
  private final QueryPlanner planner;
  private final QuerySettings settings;

  Explanation(QueryExecutor executor, QueryPlanner planner, QuerySettings settings) {
    this.planner = planner;
    this.settings = settings;
  }

  String explain(Explain explain, List<Literal> parameters) {
    PlannedQuery planned = planner.plan(explain.query(), parameters, settings, null);
    return planned.plan().logical()
        + "\n"
        + planned.plan().physical()
        + "\n"
        + planned.plan().stages();
  }
}
