package dev.quern.parser.analysis;

import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's conversions of calls, but for IS DISTINCT FROM: it would compare structs member by
 * member, for which a struct that is NULL is one of NULLs.
 */
final class Convertlets implements SqlRexConvertletTable {
  @Override
  public @Nullable SqlRexConvertlet get(SqlCall call) {
    boolean isDistinction =
        call.getKind() == SqlKind.IS_DISTINCT_FROM
            || call.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
    return isDistinction ? Convertlets::distinction : StandardConvertletTable.INSTANCE.get(call);
  }

  private static RexNode distinction(SqlRexContext context, SqlCall call) {
    RexNode left = context.convertExpression(call.operand(0));
    RexNode right = context.convertExpression(call.operand(1));
    return context.getRexBuilder().makeCall(call.getOperator(), left, right);
  }
}
