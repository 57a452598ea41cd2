package dev.quern.parser.analysis;

import dev.quern.parser.syntax.AllMarker;
import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlStarReplace;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Expands GROUP BY ALL and ORDER BY ALL. */
final class AllExpansion {
  private final QuernOperators operators;
  private final ToIntFunction<SqlNode> columnCount;

  AllExpansion(QuernOperators operators, ToIntFunction<SqlNode> columnCount) {
    this.operators = operators;
    this.columnCount = columnCount;
  }

  /** Makes GROUP BY ALL the list of all selected items that hold no aggregate. */
  SqlSelect expand(SqlSelect select) {
    SqlNodeList groupBy = select.getGroup();
    if (groupBy == null || groupBy.size() != 1 || !isMarker(groupBy.get(0))) {
      return select;
    }
    List<SqlNode> keys = new ArrayList<>();
    boolean hasAggregate = false;
    for (SqlNode item : select.getSelectList()) {
      SqlNode expression = SqlUtil.stripAs(item);
      if (isStar(expression)) {
        throw new QueryException(
            ErrorCode.UNSUPPORTED,
            "GROUP BY ALL cannot be used with *"
                + Positions.at(groupBy.getParserPosition())
                + "; name the columns");
      }
      if (AggregateFinder.hasAggregate(expression, operators)) {
        hasAggregate = true;
      } else if (!(expression instanceof SqlLiteral)
          && !AggregateFinder.hasWindow(expression, operators)) {
        keys.add(expression);
      }
    }
    select.setGroupBy(
        keys.isEmpty() && hasAggregate ? null : new SqlNodeList(keys, groupBy.getParserPosition()));
    return select;
  }

  /** Makes ORDER BY ALL the list of all columns from left to right. */
  SqlOrderBy expand(SqlOrderBy orderBy) {
    if (orderBy.orderList.size() != 1 || !isMarker(orderBy.orderList.get(0))) {
      return orderBy;
    }
    SqlNode marker = orderBy.orderList.get(0);
    int columns = columnCount(orderBy.query);
    List<SqlNode> ordinals = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      ordinals.add(withOrdinal(marker, i));
    }
    return new SqlOrderBy(
        orderBy.getParserPosition(),
        orderBy.query,
        new SqlNodeList(ordinals, marker.getParserPosition()),
        orderBy.offset,
        orderBy.fetch);
  }

  private int columnCount(SqlNode query) {
    if (query instanceof SqlSelect select
        && select.getSelectList().stream().noneMatch(AllExpansion::isStar)) {
      return select.getSelectList().size();
    }
    return columnCount.applyAsInt(query);
  }

  /** Returns the marker's DESC and NULLS FIRST around an ordinal. */
  private static SqlNode withOrdinal(SqlNode marker, int ordinal) {
    SqlParserPos position = marker.getParserPosition();
    if (marker instanceof SqlBasicCall call) {
      return call.getOperator().createCall(position, withOrdinal(call.operand(0), ordinal));
    }
    return SqlLiteral.createExactNumeric(Integer.toString(ordinal), position);
  }

  private static boolean isMarker(SqlNode node) {
    if (node instanceof SqlCall call
        && (call.getKind() == SqlKind.DESCENDING
            || call.getKind() == SqlKind.NULLS_FIRST
            || call.getKind() == SqlKind.NULLS_LAST)) {
      return isMarker(call.operand(0));
    }
    return node instanceof AllMarker;
  }

  private static boolean isStar(SqlNode node) {
    return (node instanceof SqlIdentifier identifier && identifier.isStar())
        || node instanceof SqlStarExclude
        || node instanceof SqlStarReplace;
  }
}
