package dev.quern.parser.syntax;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code left || right}. Exists only while the parser orders operators by precedence, for Calcite's
 * binds as tight as a multiplication; what it creates is Calcite's.
 */
public final class InfixConcat extends SqlBinaryOperator {
  public static final InfixConcat OPERATOR = new InfixConcat();

  /** Binds tighter than comparisons, LIKE, IN and BETWEEN, less tight than arithmetic. */
  private static final int PRECEDENCE = 36;

  private InfixConcat() {
    super("||", SqlKind.OTHER, PRECEDENCE, true, null, null, null);
  }

  @Override
  public SqlCall createCall(
      @Nullable SqlLiteral functionQualifier,
      SqlParserPos position,
      @Nullable SqlNode... operands) {
    return SqlStdOperatorTable.CONCAT.createCall(functionQualifier, position, operands);
  }
}
