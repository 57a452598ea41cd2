package dev.quern.engine;

import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.parser.analysis.ColumnOrigins;
import dev.quern.plan.settings.QuerySettings;

/**
 * A query ready to run.
 *
 * @param settings what it runs with; the scheduler is not AUTO
 * @param origins where its columns come from
 */
record PlannedQuery(PhysicalPlan plan, QuerySettings settings, ColumnOrigins origins) {}
