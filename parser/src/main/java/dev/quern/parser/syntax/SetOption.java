package dev.quern.parser.syntax;

/** {@code SET name = value}; the name is in lower case. */
public record SetOption(String sql, String name, String value) implements Statement {}
