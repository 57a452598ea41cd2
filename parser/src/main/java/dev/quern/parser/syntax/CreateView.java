package dev.quern.parser.syntax;

import java.util.List;

/**
 * {@code CREATE VIEW}. The catalog keeps {@code query().sql()}.
 *
 * @param columns new names of the view's columns, empty = those of the query
 */
public record CreateView(
    String sql,
    List<String> name,
    boolean orReplace,
    boolean ifNotExists,
    List<String> columns,
    Query query)
    implements Statement {
  public CreateView {
    name = List.copyOf(name);
    columns = List.copyOf(columns);
  }
}
