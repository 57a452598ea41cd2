package dev.quern.parser.syntax;

import dev.quern.parser.syntax.generated.ParseException;
import dev.quern.parser.syntax.generated.QuernSqlParser;
import dev.quern.parser.syntax.generated.TokenMgrError;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.util.SourceStringReader;

/** Reads statements. */
public final class StatementParser {
  /** Long enough for a path in quotes. */
  private static final int MAX_IDENTIFIER_LENGTH = 8192;

  private StatementParser() {}

  /**
   * Returns the statements of a text, which semicolons separate; none if it holds only blanks and
   * comments.
   *
   * @throws QueryException SYNTAX_ERROR, with line, column and what was expected there
   */
  public static List<Statement> parse(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    QuernSqlParser parser =
        (QuernSqlParser) QuernSqlParser.FACTORY.getParser(new SourceStringReader(text));
    parser.setTabSize(1);
    parser.setQuotedCasing(Casing.UNCHANGED);
    parser.setUnquotedCasing(Casing.UNCHANGED);
    parser.setIdentifierMaxLength(MAX_IDENTIFIER_LENGTH);
    parser.setConformance(Dialect.CONFORMANCE);
    parser.switchTo(SqlAbstractParserImpl.LexicalState.DQID);
    try {
      return List.copyOf(parser.Statements(new SourceText(text)));
    } catch (ParseException e) {
      throw SyntaxErrors.of(e);
    } catch (TokenMgrError e) {
      throw SyntaxErrors.of(e, text);
    } catch (CalciteContextException e) {
      throw SyntaxErrors.of(e, text);
    } catch (StackOverflowError e) {
      throw new QueryException(
          ErrorCode.SYNTAX_ERROR, "Statement is nested too deeply: simplify or split it", e);
    }
  }

  /**
   * Returns the only statement of a text, a query.
   *
   * @throws QueryException SYNTAX_ERROR also if it holds none, several, or no query
   */
  public static Query parseQuery(String text) {
    List<Statement> statements = parse(text);
    if (statements.size() != 1 || !(statements.get(0) instanceof Query query)) {
      throw new QueryException(ErrorCode.SYNTAX_ERROR, "Expected one query: " + text);
    }
    return query;
  }
}
