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

  private static final Pattern FIRST_WORD = Pattern.compile("^(\\w+|.).*", Pattern.DOTALL);
  private static final List<String> STATEMENTS =
      List.of(
          "SELECT",
          "WITH",
          "VALUES",
          "FROM",
          "CREATE",
          "DROP",
          "COPY",
          "EXPLAIN",
          "SHOW",
          "DESCRIBE",
          "SUMMARIZE",
          "SET");

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

  private static final Set<String> USABLE_AS_NAMES =
      Set.of("VIEW", "LOCATION", "STORED", "TABLES", "SETS");

  private static final String FILES =
      "read files with CREATE EXTERNAL TABLE, write them with COPY ... TO";

  private static final String TEMPORARY =
      "name a query with CREATE TEMPORARY VIEW, or keep its rows with COPY ... TO 'file.parquet' and"
          + " read that file";

  private SyntaxErrors() {}

  static QueryException of(ParseException error) {
    if (error.currentToken == null) {
      return new QueryException(ErrorCode.SYNTAX_ERROR, "Syntax error: " + error.getMessage());
    }
    Token before = error.currentToken;
    Token found = before.next;
    Set<String> expected = expected(error);
    QueryException unsupported = unsupported(before, found, expected);
    if (unsupported != null) {
      return unsupported;
    }
    if (found.kind == QuernSqlParserConstants.QUOTE
        || found.kind == QuernSqlParserConstants.DOUBLE_QUOTE) {
      return notClosed(Positions.at(found.beginLine, found.beginColumn));
    }
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
    if (detail.contains("<EOF>")) {
      return notClosed(Positions.at(line, column));
    }
    return new QueryException(ErrorCode.SYNTAX_ERROR, "Syntax error" + lexical(text, line, column));
  }

  /** Turns an error that an action of the grammar found. */
  static QueryException of(CalciteContextException error, String text) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    if (String.valueOf(cause.getMessage()).startsWith("Non-query expression")) {
      return noStatement(error, text);
    }
    return new QueryException(
        ErrorCode.SYNTAX_ERROR,
        "Syntax error"
            + Positions.at(error.getPosLine(), error.getPosColumn())
            + ": "
            + cause.getMessage());
  }

  /** An expression stands where a statement should: its first word is no keyword we know. */
  private static QueryException noStatement(CalciteContextException error, String text) {
    int start = new SourceText(text).offset(error.getPosLine(), error.getPosColumn());
    String word = FIRST_WORD.matcher(text.substring(start)).replaceFirst("$1");
    String keyword = NearNames.nearest(word.toUpperCase(Locale.ROOT), STATEMENTS);
    return new QueryException(
        ErrorCode.SYNTAX_ERROR,
        "Syntax error"
            + Positions.at(error.getPosLine(), error.getPosColumn())
            + ": unexpected "
            + shown(word)
            + (keyword == null
                ? "; expected a statement such as SELECT"
                : "; did you mean " + keyword + "?"));
  }

  private static QueryException notClosed(String place) {
    return new QueryException(
        ErrorCode.SYNTAX_ERROR,
        "Syntax error" + place + ": a string, quoted name or comment is not closed");
  }

  /** Returns an error that names the statement if it is one of SQL that we do not have. */
  private static @Nullable QueryException unsupported(
      Token before, Token found, Set<String> expected) {
    switch (found.kind) {
      case QuernSqlParserConstants.INSERT:
      case QuernSqlParserConstants.UPDATE:
      case QuernSqlParserConstants.DELETE:
      case QuernSqlParserConstants.MERGE:
      case QuernSqlParserConstants.UPSERT:
      case QuernSqlParserConstants.ALTER:
      case QuernSqlParserConstants.TRUNCATE:
      case QuernSqlParserConstants.GRANT:
      case QuernSqlParserConstants.REVOKE:
        return isStart(before) ? unsupported(found.image, found, FILES) : null;
      case QuernSqlParserConstants.TABLE:
        return isInCreate(expected) ? unsupportedTable(before, found) : null;
      case QuernSqlParserConstants.LOCAL:
      case QuernSqlParserConstants.GLOBAL:
        return isInCreate(expected)
            ? unsupported("CREATE " + found.image + " TEMPORARY TABLE", found, TEMPORARY)
            : null;
      default:
        return null;
    }
  }

  private static QueryException unsupportedTable(Token before, Token found) {
    boolean isTemporary =
        before.kind == QuernSqlParserConstants.TEMPORARY
            || before.kind == QuernSqlParserConstants.TEMP;
    return isTemporary
        ? unsupported("CREATE TEMPORARY TABLE", found, TEMPORARY)
        : unsupported("CREATE TABLE", found, FILES);
  }

  private static QueryException unsupported(String statement, Token found, String advice) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "Statement is not supported: "
            + statement.toUpperCase(Locale.ROOT)
            + Positions.at(found.beginLine, found.beginColumn)
            + "; "
            + advice);
  }

  /** Only CREATE, with or without the words before its object, may be followed by VIEW. */
  private static boolean isInCreate(Set<String> expected) {
    return expected.contains("VIEW") && !expected.contains("TABLE");
  }

  private static boolean isStart(Token before) {
    return before.image == null || before.kind == QuernSqlParserConstants.SEMICOLON;
  }

  private static String lexical(String text, int line, int column) {
    int last = Math.max(text.length() - 1, 0);
    int offset = Math.max(Math.min(new SourceText(text).offset(line, column), last), 0);
    // The second half of a pair of surrogates is no character of its own.
    boolean isSecondHalf =
        offset > 0 && offset < text.length() && Character.isLowSurrogate(text.charAt(offset));
    int start = isSecondHalf ? offset - 1 : offset;
    int end = start < text.length() ? text.offsetByCodePoints(start, 1) : start;
    return Positions.at(line, column)
        + ": unexpected character "
        + shown(text.substring(start, end));
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
    if (expectsExpression(expected)) {
      return "; expected an expression";
    }
    if (expected.contains("<IDENTIFIER>")) {
      choices.add("a name");
    } else if (expected.contains("<UNSIGNED_INTEGER_LITERAL>")) {
      choices.add("a number");
    } else if (expected.contains("<QUOTED_STRING>")) {
      choices.add("a string in single quotes");
    }
    boolean expectsName = expected.contains("<IDENTIFIER>");
    for (String word : TELLING) {
      if (expected.contains(word)
          && !(expectsName && USABLE_AS_NAMES.contains(word))
          && choices.size() < MOST_EXPECTED) {
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

  /** The parser does not tell all that can begin an expression, but these always can. */
  private static boolean expectsExpression(Set<String> expected) {
    return (expected.contains("*") || expected.contains("EXISTS"))
        && !expected.contains(",")
        && !expected.contains("AS");
  }

  /** Returns a hint if a word of the user looks like a mistyped keyword. */
  private static @Nullable String likelyWord(Token before, Token found, Set<String> expected) {
    String keyword = NearNames.nearest(found.image.toUpperCase(Locale.ROOT), reserved(expected));
    if (keyword != null && isWord(found)) {
      return "did you mean " + keyword + "?";
    }
    // A mistyped keyword before a name was taken for an alias: SELECT a FORM t.
    if (!isWord(before)) {
      return null;
    }
    keyword = NearNames.nearest(before.image.toUpperCase(Locale.ROOT), TELLING);
    if (keyword != null) {
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
