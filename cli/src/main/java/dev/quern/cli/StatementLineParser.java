package dev.quern.cli;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * Asks for another line until the statement ends with a semicolon outside of quotes and comments,
 * and finds the word that is to be completed: a name, or the text since an opening quote.
 */
final class StatementLineParser implements Parser {
  /** The part of the line before the cursor that is completed. */
  private record Part(String line, int cursor, String word) implements CompletingParsedLine {
    /** Candidates stand in the line as they are: names bring their own quotes. */
    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return word.length();
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }

    @Override
    public int wordCursor() {
      return word.length();
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word);
    }
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    boolean isStatement = !line.isBlank() && !line.strip().startsWith(".");
    if (context == ParseContext.ACCEPT_LINE && isStatement && !SqlTokens.isComplete(line)) {
      throw new EOFError(-1, -1, "statement is not complete", ";");
    }
    String before = line.substring(0, Math.min(cursor, line.length()));
    return new Part(line, cursor, before.substring(wordStart(before)));
  }

  private static int wordStart(String before) {
    if (before.startsWith(".")) {
      return before.lastIndexOf(' ') + 1;
    }
    List<SqlTokens.Token> tokens = SqlTokens.of(before);
    if (tokens.isEmpty()) {
      return before.length();
    }
    SqlTokens.Token last = tokens.get(tokens.size() - 1);
    boolean isQuoted = last.isOpen() && last.kind() != SqlTokens.Kind.COMMENT;
    if (isQuoted) {
      return last.start() + 1;
    }
    return last.kind() == SqlTokens.Kind.WORD ? last.start() : before.length();
  }
}
