package dev.quern.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Cuts the text of statements, complete or not, into tokens that cover all of it. For colours,
 * completion, and to know where a statement ends; never fails.
 */
final class SqlTokens {
  /** What a token is. Literals, names and comments may lack their end. */
  enum Kind {
    WORD,
    NUMBER,
    /** In single quotes. */
    LITERAL,
    /** In double quotes. */
    NAME,
    COMMENT,
    SPACE,
    SYMBOL
  }

  /**
   * A token.
   *
   * @param isOpen whether its closing quote or mark is missing
   */
  record Token(Kind kind, int start, int end, boolean isOpen) {
    String of(String text) {
      return text.substring(start, end);
    }
  }

  private final String text;
  private final List<Token> tokens = new ArrayList<>();

  private SqlTokens(String text) {
    this.text = text;
  }

  static List<Token> of(String text) {
    SqlTokens cutter = new SqlTokens(text);
    int at = 0;
    while (at < text.length()) {
      at = cutter.add(at);
    }
    return cutter.tokens;
  }

  /** Returns whether the last statement of the text has its semicolon. */
  static boolean isComplete(String text) {
    boolean endsWithSemicolon = false;
    for (Token token : of(text)) {
      if (token.isOpen()) {
        return false;
      }
      if (token.kind() != Kind.SPACE && token.kind() != Kind.COMMENT) {
        endsWithSemicolon = token.kind() == Kind.SYMBOL && text.charAt(token.start()) == ';';
      }
    }
    return endsWithSemicolon;
  }

  /** Adds the token that begins there and returns its end. */
  private int add(int start) {
    char c = text.charAt(start);
    if (c == '\'' || c == '"') {
      return quoted(start, c);
    }
    if (text.startsWith("--", start)) {
      int end = text.indexOf('\n', start);
      return add(Kind.COMMENT, start, end < 0 ? text.length() : end, false);
    }
    if (text.startsWith("/*", start)) {
      int end = text.indexOf("*/", start + 2);
      return add(Kind.COMMENT, start, end < 0 ? text.length() : end + 2, end < 0);
    }
    if (Character.isWhitespace(c)) {
      return add(Kind.SPACE, start, run(start, Character::isWhitespace), false);
    }
    if (Character.isDigit(c)) {
      int end = run(start, each -> Character.isLetterOrDigit(each) || each == '.' || each == '_');
      return add(Kind.NUMBER, start, end, false);
    }
    if (isWordPart(c)) {
      return add(Kind.WORD, start, run(start, SqlTokens::isWordPart), false);
    }
    return add(Kind.SYMBOL, start, start + 1, false);
  }

  static boolean isWordPart(int c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  /** A doubled quote stands for itself. */
  private int quoted(int start, char quote) {
    Kind kind = quote == '"' ? Kind.NAME : Kind.LITERAL;
    int at = start + 1;
    while (at < text.length()) {
      if (text.charAt(at) != quote) {
        at++;
      } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
        at += 2;
      } else {
        return add(kind, start, at + 1, false);
      }
    }
    return add(kind, start, text.length(), true);
  }

  private int run(int start, IntPredicate belongs) {
    int end = start;
    while (end < text.length() && belongs.test(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int add(Kind kind, int start, int end, boolean isOpen) {
    tokens.add(new Token(kind, start, end, isOpen));
    return end;
  }
}
