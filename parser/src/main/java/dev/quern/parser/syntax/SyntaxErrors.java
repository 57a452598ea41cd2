package dev.quern.parser.syntax;

import dev.quern.parser.syntax.generated.ParseException;
import dev.quern.parser.syntax.generated.QuernSqlParserConstants;
import dev.quern.parser.syntax.generated.Token;
import dev.quern.parser.syntax.generated.TokenMgrError;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.jspecify.annotations.Nullable;

/** Turns the errors of the generated parser into one short message each. */
final class SyntaxErrors {
  private static final int MOST_EXPECTED = 6;
  private static final int MOST_TOKEN_LENGTH = 40;
  private static final Pattern LEXICAL_PLACE = Pattern.compile("line (\\d+), column (\\d+)");

  /** What may be worth naming among the tokens that could follow, most telling first. */
  private static final List<String> TELLING =
      List.of(
          "SELECT",
          "FROM",
          "JOIN",
          "ON",
          "BY",
          "TO",
          "AS",
          "THEN",
          "END",
          "WHERE",
          "AND",
          "TABLE",
          "VIEW",
          "LOCATION",
          "STORED",
          "TABLES",
          "EXISTS",
          "NULL",
          "SETS",
          "GROUP",
          "HAVING",
          "ORDER",
          "LIMIT",
          "(",
          ")",
          ",",
          "]",
          "=",
          "OVER",
          "IN");

  private SyntaxErrors() {}

  static QueryException of(ParseException error) {
    if (error.currentToken == null) {
      return new QueryException(ErrorCode.SYNTAX_ERROR, "Syntax error: " + error.getMessage());
    }
    Token before = error.currentToken;
    Token found = before.next;
    Set<String> expected = expected(error);
    StringBuilder message = new StringBuilder("Syntax error");
    message.append(Positions.at(found.beginLine, found.beginColumn)).append(": ");
    message.append(
        found.kind == QuernSqlParserConstants.EOF
            ? "the statement ends too early"
            : "unexpected " + shown(found.image));
    String likely = likelyWord(before, found, expected);
    if (likely != null) {
      message.append("; ").append(likely);
    } else {
      message.append(expectation(expected));
    }
    return new QueryException(ErrorCode.SYNTAX_ERROR, message.toString());
  }

  /** Turns an error of the tokenizer: a character that starts no token, or a string without end. */
  static QueryException of(TokenMgrError error, String text) {
    String detail = String.valueOf(error.getMessage());
    Matcher place = LEXICAL_PLACE.matcher(detail);
    if (!place.find()) {
      return new QueryException(ErrorCode.SYNTAX_ERROR, "Syntax error: " + detail);
    }
    int line = Integer.parseInt(place.group(1));
    int column = Integer.parseInt(place.group(2));
    return new QueryException(
        ErrorCode.SYNTAX_ERROR, "Syntax error" + lexical(text, line, column, detail));
  }

  /** Turns an error that an action of the grammar found. */
  static QueryException of(CalciteContextException error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return new QueryException(
        ErrorCode.SYNTAX_ERROR,
        "Syntax error"
            + Positions.at(error.getPosLine(), error.getPosColumn())
            + ": "
            + cause.getMessage());
  }

  private static String lexical(String text, int line, int column, String detail) {
    if (detail.contains("<EOF>")) {
      return Positions.at(line, column) + ": a string, quoted name or comment is not closed";
    }
    int offset = Math.min(new SourceText(text).offset(line, column), text.length() - 1);
    String found = text.substring(Math.max(offset, 0), Math.min(offset + 1, text.length()));
    return Positions.at(line, column) + ": unexpected character " + shown(found);
  }

  private static Set<String> expected(ParseException error) {
    Set<String> words = new TreeSet<>();
    for (int[] sequence : error.expectedTokenSequences) {
      String image = error.tokenImage[sequence[0]];
      words.add(image.startsWith("\"") ? image.substring(1, image.length() - 1) : image);
    }
    return words;
  }

  private static String expectation(Set<String> expected) {
    List<String> choices = new ArrayList<>();
    if (expected.contains("<UNSIGNED_INTEGER_LITERAL>") && expected.contains("<IDENTIFIER>")) {
      choices.add("an expression");
    } else if (expected.contains("<IDENTIFIER>")) {
      choices.add("a name");
    } else if (expected.contains("<UNSIGNED_INTEGER_LITERAL>")) {
      choices.add("a number");
    } else if (expected.contains("<QUOTED_STRING>")) {
      choices.add("a string in single quotes");
    }
    for (String word : TELLING) {
      if (expected.contains(word) && choices.size() < MOST_EXPECTED) {
        choices.add(word.length() == 1 ? "'" + word + "'" : word);
      }
    }
    if (choices.isEmpty()) {
      for (String word : expected) {
        if (!word.startsWith("<") && choices.size() < MOST_EXPECTED) {
          choices.add(word);
        }
      }
    }
    if (choices.isEmpty()) {
      return "";
    }
    int last = choices.size() - 1;
    return "; expected "
        + (last == 0
            ? choices.get(0)
            : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last));
  }

  /** Returns a hint if a word of the user looks like a mistyped keyword. */
  private static @Nullable String likelyWord(Token before, Token found, Set<String> expected) {
    String keyword = NearNames.nearest(found.image.toUpperCase(Locale.ROOT), reserved(expected));
    if (keyword != null && isWord(found)) {
      return "did you mean " + keyword + "?";
    }
    // A mistyped keyword before a name was taken for an alias: SELECT a FORM t.
    keyword = NearNames.nearest(before.image.toUpperCase(Locale.ROOT), TELLING);
    if (keyword != null && before.kind == QuernSqlParserConstants.IDENTIFIER) {
      return "did you mean " + keyword + " instead of " + shown(before.image) + "?";
    }
    return null;
  }

  private static boolean isWord(Token token) {
    return token.kind == QuernSqlParserConstants.IDENTIFIER;
  }

  private static List<String> reserved(Set<String> expected) {
    List<String> words = new ArrayList<>();
    for (String word : expected) {
      if (word.length() > 2 && Character.isLetter(word.charAt(0))) {
        words.add(word);
      }
    }
    return words;
  }

  private static String shown(String image) {
    String oneLine = image.replaceAll("\\s+", " ");
    return oneLine.length() <= MOST_TOKEN_LENGTH
        ? "\"" + oneLine + "\""
        : "\"" + oneLine.substring(0, MOST_TOKEN_LENGTH) + "...\"";
  }
}
