package dev.quern.parser.catalog;

import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.statistics.TableStatistics;

/** A table over files, with all that planning needs to know of it. */
public record CatalogTable(ScanSource source, TableStatistics statistics) implements CatalogEntry {}
