package dev.quern.parser.syntax;

/** {@code SUMMARIZE}: shows one row of statistics for each column of a query. */
public record Summarize(String sql, Query query) implements Statement {}
