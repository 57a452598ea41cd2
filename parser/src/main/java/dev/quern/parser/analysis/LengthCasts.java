package dev.quern.parser.analysis;

import dev.quern.parser.syntax.FunctionCalls;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlCastFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Casts to {@code VARCHAR(n)} and {@code CHAR(n)}, which keep the first n characters. Our types
 * have no lengths, so that the cut is a call of its own; nothing is padded.
 */
final class LengthCasts {
  private static final int NONE = -1;

  private LengthCasts() {}

  /** Returns {@code left(CAST(x AS VARCHAR), n)} for such a cast, any other call as it is. */
  static SqlCall withCut(SqlCall call) {
    if (!(call.getOperator() instanceof SqlCastFunction)
        || !(call.operand(1) instanceof SqlDataTypeSpec type)) {
      return call;
    }
    int length = length(type);
    if (length == NONE) {
      return call;
    }
    SqlParserPos position = call.getParserPosition();
    List<SqlNode> operands = new ArrayList<>(call.getOperandList());
    operands.set(
        1, new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, position), position));
    SqlNode whole = call.getOperator().createCall(position, operands);
    SqlNode count = SqlLiteral.createExactNumeric(Integer.toString(length), position);
    return FunctionCalls.of("left", position, whole, count);
  }

  /** Returns the length of a type of text; that of a CHAR without one is 1. */
  private static int length(SqlDataTypeSpec type) {
    if (!(type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic)) {
      return NONE;
    }
    boolean isOpen = basic.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED;
    switch (basic.getTypeName().getSimple()) {
      case "VARCHAR":
        return isOpen ? NONE : basic.getPrecision();
      case "CHAR":
        return isOpen ? 1 : basic.getPrecision();
      default:
        return NONE;
    }
  }
}
