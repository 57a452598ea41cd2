package dev.quern.parser.syntax;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Calls of functions that analysis is to look up by name. */
public final class FunctionCalls {
  private FunctionCalls() {}

  public static SqlCall of(String name, SqlParserPos position, @Nullable SqlNode... operands) {
    return of(new SqlIdentifier(name, position), position, operands);
  }

  static SqlCall of(SqlIdentifier name, SqlParserPos position, @Nullable SqlNode... operands) {
    return new SqlUnresolvedFunction(
            name, null, null, null, null, SqlFunctionCategory.USER_DEFINED_FUNCTION)
        .createCall(position, operands);
  }
}
