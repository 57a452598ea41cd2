package dev.quern.parser.analysis;

import org.apache.calcite.rel.RelRoot;

/**
 * A query whose names and types are known.
 *
 * @param root its algebra, as {@link Analyzer} describes it
 * @param origins where its columns come from
 */
public record AnalyzedQuery(RelRoot root, ColumnOrigins origins) {}
