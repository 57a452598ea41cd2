package dev.quern.cli;

import org.jline.reader.LineReader;
import org.jline.reader.impl.DefaultHighlighter;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours keywords, literals, names in quotes, numbers and comments while they are typed. */
final class StatementHighlighter extends DefaultHighlighter {
  private static final AttributedStyle KEYWORD =
      AttributedStyle.BOLD.foreground(AttributedStyle.BLUE);
  private static final AttributedStyle LITERAL =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle NAME =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle NUMBER =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
  private static final AttributedStyle COMMENT =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.BRIGHT);

  @Override
  public AttributedString highlight(LineReader reader, String buffer) {
    return highlight(buffer);
  }

  static AttributedString highlight(String text) {
    AttributedStringBuilder coloured = new AttributedStringBuilder();
    if (text.strip().startsWith(".")) {
      return coloured.append(text).toAttributedString();
    }
    for (SqlTokens.Token token : SqlTokens.of(text)) {
      String part = token.of(text);
      coloured.styled(style(token.kind(), part), part);
    }
    return coloured.toAttributedString();
  }

  private static AttributedStyle style(SqlTokens.Kind kind, String text) {
    return switch (kind) {
      case WORD -> SqlWords.isKeyword(text) ? KEYWORD : AttributedStyle.DEFAULT;
      case LITERAL -> LITERAL;
      case NAME -> NAME;
      case NUMBER -> NUMBER;
      case COMMENT -> COMMENT;
      case SPACE, SYMBOL -> AttributedStyle.DEFAULT;
    };
  }
}
