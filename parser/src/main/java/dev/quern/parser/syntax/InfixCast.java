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
 * {@code value::type}. Exists only while the parser orders operators by precedence: what it creates
 * is an ordinary CAST.
 */
public final class InfixCast extends SqlBinaryOperator {
  public static final InfixCast OPERATOR = new InfixCast();

  /** Binds as tight as the dot and the brackets of an element, which go from left to right. */
  private static final int PRECEDENCE = 100;

  private InfixCast() {
    super("::", SqlKind.CAST, PRECEDENCE, true, null, null, null);
  }

  @Override
  public SqlCall createCall(
      @Nullable SqlLiteral functionQualifier,
      SqlParserPos position,
      @Nullable SqlNode... operands) {
    return SqlStdOperatorTable.CAST.createCall(functionQualifier, position, operands);
  }
}
