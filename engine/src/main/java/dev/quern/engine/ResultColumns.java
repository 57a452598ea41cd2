package dev.quern.engine;

import dev.quern.parser.analysis.ColumnOrigins;
import dev.quern.plan.types.Schema;

/** The columns of a query that need not have run. */
public record ResultColumns(Schema schema, ColumnOrigins origins) {}
