package dev.quern.parser.syntax;

import java.util.List;

/** {@code DROP [EXTERNAL] TABLE}: forgets the table, leaves its files. */
public record DropTable(String sql, List<String> name, boolean ifExists) implements Statement {
  public DropTable {
    name = List.copyOf(name);
  }
}
