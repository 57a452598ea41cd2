package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, in a validated query, the forms that Calcite would turn into algebra that means
 * something else: comparisons of rows with ANY and ALL, the same column several times in CUBE or
 * ROLLUP, and a GROUPING whose bits do not fit its type.
 */
final class RefusedForms extends SqlBasicVisitor<@Nullable Void> {
  private static final String ROWS_WITH_ANY_OR_ALL =
      "Not supported: rows compared with ANY or ALL, but for = ANY and <> ALL";
  private static final String COLUMN_TWICE =
      "Not supported: the same column twice in CUBE or ROLLUP";
  private static final String LONG_GROUPING =
      "Not supported: GROUPING of more columns than a BIGINT has bits for";
  private static final int MOST_GROUPING_COLUMNS = Long.SIZE - 1;

  private RefusedForms() {}

  /**
   * Looks through a query.
   *
   * @throws QueryException UNSUPPORTED
   */
  static void check(SqlNode query) {
    query.accept(new RefusedForms());
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call.getOperator() instanceof SqlQuantifyOperator operator) {
      checkRows(call, operator);
    }
    if (call.getKind() == SqlKind.CUBE || call.getKind() == SqlKind.ROLLUP) {
      checkColumns(call);
    }
    if (call.getKind() == SqlKind.GROUPING && call.operandCount() > MOST_GROUPING_COLUMNS) {
      throw refused(LONG_GROUPING, call);
    }
    for (SqlNode operand : call.getOperandList()) {
      if (operand != null) {
        operand.accept(this);
      }
    }
    return null;
  }

  private static void checkRows(SqlCall call, SqlQuantifyOperator operator) {
    SqlNode left = call.operand(0);
    boolean isMembership =
        (operator.getKind() == SqlKind.SOME && operator.comparisonKind == SqlKind.EQUALS)
            || (operator.getKind() == SqlKind.ALL && operator.comparisonKind == SqlKind.NOT_EQUALS);
    boolean isRow =
        (left.getKind() == SqlKind.ROW && ((SqlCall) left).operandCount() > 1)
            || (left instanceof SqlNodeList list && list.size() > 1);
    if (isRow && !isMembership) {
      throw refused(ROWS_WITH_ANY_OR_ALL, call);
    }
  }

  private static void checkColumns(SqlCall call) {
    List<SqlNode> seen = new ArrayList<>();
    for (SqlNode operand : call.getOperandList()) {
      List<SqlNode> columns =
          operand instanceof SqlNodeList list
              ? list.getList()
              : operand.getKind() == SqlKind.ROW
                  ? ((SqlCall) operand).getOperandList()
                  : List.of(operand);
      for (SqlNode column : columns) {
        if (seen.stream().anyMatch(other -> other.equalsDeep(column, Litmus.IGNORE))) {
          throw refused(COLUMN_TWICE, call);
        }
        seen.add(column);
      }
    }
  }

  private static QueryException refused(String reason, SqlNode node) {
    return new QueryException(
        ErrorCode.UNSUPPORTED, reason + Positions.at(node.getParserPosition()));
  }
}
