package dev.quern.parser.syntax;

/** A text whose parts are addressed as the generated parser does: by line and column from 1. */
public final class SourceText {
  private final String text;

  public SourceText(String text) {
    this.text = text;
  }

  /** Returns the part from the first to the last position, both included. */
  public String slice(int beginLine, int beginColumn, int endLine, int endColumn) {
    return text.substring(offset(beginLine, beginColumn), offset(endLine, endColumn) + 1);
  }

  /** Returns the index of the character at that position. */
  int offset(int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      start = startOfNextLine(start);
    }
    return start + column - 1;
  }

  private int startOfNextLine(int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        return i + 1;
      }
      if (c == '\r') {
        boolean paired = i + 1 < text.length() && text.charAt(i + 1) == '\n';
        return paired ? i + 2 : i + 1;
      }
    }
    return text.length();
  }
}
