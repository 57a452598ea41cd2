package dev.quern.parser.syntax;

import org.apache.calcite.sql.parser.SqlParserPos;

/** Places in a text, as messages show them. */
public final class Positions {
  private Positions() {}

  /** Returns {@code " at line 3, column 14"}, or nothing if the place is not known. */
  public static String at(SqlParserPos position) {
    return at(position.getLineNum(), position.getColumnNum());
  }

  /** As {@link #at(SqlParserPos)}; a line of 0 is an unknown place. */
  public static String at(int line, int column) {
    return line <= 0 ? "" : " at line " + line + ", column " + column;
  }
}
