package dev.quern.jdbc;

import dev.quern.plan.errors.ErrorCode;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes JDBC's escapes in plain SQL: <code>{d '2026-01-31'}</code>, <code>{t ..}</code>, <code>
 * {ts ..}</code>, <code>{fn ucase(x)}</code>, <code>{oj a LEFT OUTER JOIN b ON ..}</code>, <code>
 * {escape '!'}</code>, <code>{limit 5 offset 2}</code>. Braces without such a word stay as they
 * are, and so do quoted text and comments.
 */
final class Escapes {
  private final String sql;
  private final StringBuilder plain = new StringBuilder();
  private int position;

  private Escapes(String sql) {
    this.sql = sql;
  }

  /**
   * @throws SQLException 42601 for an escape that does not end, 0A000 for one that Quern lacks
   */
  static String toPlainSql(@Nullable String sql) throws SQLException {
    if (sql == null) {
      throw SqlErrors.invalid("The SQL text is null");
    }
    if (sql.indexOf('{') < 0) {
      return sql;
    }
    Escapes escapes = new Escapes(sql);
    escapes.translateUntilBrace(false);
    return escapes.plain.toString();
  }

  /**
   * Copies text and translates the escapes inside it.
   *
   * @param isInside whether to end at the brace that closes the escape
   */
  private void translateUntilBrace(boolean isInside) throws SQLException {
    int openBraces = 0;
    while (position < sql.length()) {
      char c = sql.charAt(position);
      if (isInside && c == '}' && openBraces == 0) {
        position++;
        return;
      }
      String keyword = c == '{' ? keyword() : "";
      if (!keyword.isEmpty()) {
        translate(keyword);
        continue;
      }
      if (c == '{') {
        openBraces++;
      } else if (c == '}') {
        openBraces--;
      }
      int end = SqlPieces.end(sql, position);
      plain.append(sql, position, end);
      position = end;
    }
    if (isInside) {
      throw new SQLException(
          "Escape without its closing brace: " + sql, ErrorCode.SYNTAX_ERROR.sqlState());
    }
  }

  /** Returns the word of the escape that begins here; empty if none does. */
  private String keyword() {
    int start = position + 1;
    while (start < sql.length() && Character.isWhitespace(sql.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    String word = sql.substring(start, end).toLowerCase(Locale.ROOT);
    char next = end < sql.length() ? sql.charAt(end) : ' ';
    boolean isWord = Character.isWhitespace(next) || next == '\'';
    switch (word) {
      case "d":
      case "t":
      case "ts":
      case "escape":
      case "fn":
      case "oj":
      case "limit":
      case "call":
        return isWord ? word : "";
      default:
        return "";
    }
  }

  private void translate(String keyword) throws SQLException {
    position = sql.toLowerCase(Locale.ROOT).indexOf(keyword, position) + keyword.length();
    int from = plain.length();
    translateUntilBrace(true);
    String body = plain.substring(from).strip();
    plain.setLength(from);
    switch (keyword) {
      case "d":
        plain.append("DATE ").append(body);
        break;
      case "t":
        plain.append("TIME ").append(body);
        break;
      case "ts":
        plain.append("TIMESTAMP ").append(body);
        break;
      case "escape":
        plain.append("ESCAPE ").append(body);
        break;
      case "limit":
        plain.append("LIMIT ").append(body);
        break;
      case "fn":
        plain.append(EscapedFunctions.toPlainSql(body));
        break;
      case "oj":
        plain.append(body);
        break;
      default:
        throw SqlErrors.unsupported("stored procedures");
    }
  }
}
