package dev.quern.engine;

import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.plan.settings.QuerySettings;

/** A query ready to run, and the settings it runs with (its scheduler is not AUTO). */
record PlannedQuery(PhysicalPlan plan, QuerySettings settings) {}
