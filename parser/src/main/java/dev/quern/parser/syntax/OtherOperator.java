package dev.quern.parser.syntax;

import java.util.function.BiFunction;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The operators that PostgreSQL calls "any other", all of one precedence. They exist only while the
 * parser orders operators, for Calcite gives them precedences of its own; what they create are
 * Calcite's calls, or calls of functions.
 */
public final class OtherOperator extends SqlBinaryOperator {
  public static final OtherOperator CONCAT = of("||", SqlStdOperatorTable.CONCAT);
  public static final OtherOperator MATCHES =
      of("~", SqlStdOperatorTable.POSIX_REGEX_CASE_SENSITIVE);
  public static final OtherOperator MATCHES_ANY_CASE =
      of("~*", SqlStdOperatorTable.POSIX_REGEX_CASE_INSENSITIVE);
  public static final OtherOperator MATCHES_NOT =
      of("!~", SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_SENSITIVE);
  public static final OtherOperator MATCHES_NOT_ANY_CASE =
      of("!~*", SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_INSENSITIVE);
  public static final OtherOperator BITS_AND = of("&", "bitand");
  public static final OtherOperator BITS_OR = of("|", "bitor");
  public static final OtherOperator SHIFT_LEFT = of("<<", "shift_left");
  public static final OtherOperator SHIFT_RIGHT = of(">>", "shift_right");

  /** Raises to a power; the only one that binds tighter than a multiplication. */
  public static final OtherOperator POWER =
      new OtherOperator("^", 70, (position, xs) -> FunctionCalls.of("power", position, xs));

  /** Tighter than comparisons, LIKE, IN and BETWEEN, less tight than arithmetic. */
  private static final int PRECEDENCE = 36;

  private final BiFunction<SqlParserPos, @Nullable SqlNode[], SqlCall> call;

  private OtherOperator(
      String name, int precedence, BiFunction<SqlParserPos, @Nullable SqlNode[], SqlCall> call) {
    super(name, SqlKind.OTHER, precedence, true, null, null, null);
    this.call = call;
  }

  private static OtherOperator of(String name, SqlOperator operator) {
    return new OtherOperator(name, PRECEDENCE, operator::createCall);
  }

  private static OtherOperator of(String name, String function) {
    return new OtherOperator(
        name, PRECEDENCE, (position, operands) -> FunctionCalls.of(function, position, operands));
  }

  @Override
  public SqlCall createCall(
      @Nullable SqlLiteral functionQualifier,
      SqlParserPos position,
      @Nullable SqlNode... operands) {
    return call.apply(position, operands);
  }
}
