package dev.quern.parser.syntax;

import java.util.List;

/** {@code DESCRIBE}: shows names and types of the columns of a query. */
public record Describe(String sql, Query query) implements Statement {
  @Override
  public List<String> parameterNames() {
    return query.parameterNames();
  }
}
