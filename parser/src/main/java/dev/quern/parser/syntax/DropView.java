package dev.quern.parser.syntax;

import java.util.List;

/** {@code DROP VIEW}. */
public record DropView(String sql, List<String> name, boolean ifExists) implements Statement {
  public DropView {
    name = List.copyOf(name);
  }
}
