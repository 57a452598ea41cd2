package dev.quern.parser.syntax;

/** {@code DESCRIBE}: shows names and types of the columns of a query. */
public record Describe(String sql, Query query) implements Statement {}
