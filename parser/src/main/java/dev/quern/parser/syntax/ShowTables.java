package dev.quern.parser.syntax;

/** {@code SHOW TABLES}. */
public record ShowTables(String sql) implements Statement {}
