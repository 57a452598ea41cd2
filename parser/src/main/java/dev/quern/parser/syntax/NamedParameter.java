package dev.quern.parser.syntax;

import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * {@code :name}, a parameter whose value is found by its name. Each use has an index of its own.
 */
public final class NamedParameter extends SqlDynamicParam {
  private final String name;

  NamedParameter(String name, int index, SqlParserPos position) {
    super(index, position);
    this.name = name;
  }

  public String name() {
    return name;
  }

  @Override
  public SqlDynamicParam clone(SqlParserPos position) {
    return new NamedParameter(name, getIndex(), position);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
    writer.print(":" + name);
    writer.setNeedWhitespace(true);
  }
}
