package dev.quern.parser.syntax;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code value AT TIME ZONE zone}. Exists only while the parser orders operators by precedence:
 * what it creates is a call of the function {@code timezone(zone, value)}.
 */
public final class AtTimeZone extends SqlBinaryOperator {
  public static final AtTimeZone OPERATOR = new AtTimeZone();

  /** Binds tighter than arithmetic, less tight than a cast. */
  private static final int PRECEDENCE = 90;

  private AtTimeZone() {
    super("AT TIME ZONE", SqlKind.OTHER, PRECEDENCE, true, null, null, null);
  }

  @Override
  public SqlCall createCall(
      @Nullable SqlLiteral functionQualifier,
      SqlParserPos position,
      @Nullable SqlNode... operands) {
    return FunctionCalls.of(
        new SqlIdentifier("timezone", position), position, operands[1], operands[0]);
  }
}
