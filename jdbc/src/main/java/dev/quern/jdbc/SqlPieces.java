package dev.quern.jdbc;

import java.util.ArrayList;
import java.util.List;

/** Cuts SQL text at characters that are not part of quoted text or of a comment. */
final class SqlPieces {
  private SqlPieces() {}

  /** Returns where the piece at {@code start} ends: a quoted text, a comment or one character. */
  static int end(String sql, int start) {
    char c = sql.charAt(start);
    if (c == '\'' || c == '"') {
      return after(sql, String.valueOf(c), start + 1);
    }
    if (sql.startsWith("--", start)) {
      return after(sql, "\n", start);
    }
    return sql.startsWith("/*", start) ? after(sql, "*/", start + 2) : start + 1;
  }

  private static int after(String sql, String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }

  /** Returns the arguments between the commas that stand in no brackets. */
  static List<String> arguments(String sql) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int from = 0;
    int position = 0;
    while (position < sql.length()) {
      char c = sql.charAt(position);
      if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      } else if (c == ',' && depth == 0) {
        arguments.add(sql.substring(from, position).strip());
        from = position + 1;
      }
      position = end(sql, position);
    }
    if (!sql.isBlank()) {
      arguments.add(sql.substring(from).strip());
    }
    return arguments;
  }
}
