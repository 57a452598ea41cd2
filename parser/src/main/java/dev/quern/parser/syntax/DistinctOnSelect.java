package dev.quern.parser.syntax;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * {@code SELECT DISTINCT ON (keys) ...}: of the rows that agree in the keys only the first by the
 * ORDER BY of the query. The same as {@code QUALIFY row_number() OVER (PARTITION BY keys ORDER BY
 * ...) = 1}.
 */
public final class DistinctOnSelect extends SqlSelect {
  private final SqlNodeList keys;

  public DistinctOnSelect(SqlSelect select, SqlNodeList keys) {
    super(
        select.getParserPosition(),
        SqlNodeList.EMPTY,
        select.getSelectList(),
        select.getFrom(),
        select.getWhere(),
        select.getGroup(),
        select.getHaving(),
        select.getWindowList(),
        select.getQualify(),
        null,
        null,
        null,
        SqlNodeList.EMPTY);
    this.keys = keys;
  }

  /**
   * Returns the query with QUALIFY.
   *
   * @param orderBy the items of the ORDER BY that follows; empty = any row stays
   */
  public SqlSelect qualified(SqlNodeList orderBy) {
    SqlParserPos position = getParserPosition();
    List<SqlNode> partition = new ArrayList<>();
    keys.forEach(key -> partition.add(resolved(key)));
    List<SqlNode> order = new ArrayList<>();
    orderBy.forEach(item -> addOrder(item, order));
    SqlNode window =
        SqlWindow.create(
            null,
            null,
            new SqlNodeList(partition, position),
            new SqlNodeList(order, position),
            SqlLiteral.createBoolean(false, SqlParserPos.ZERO),
            null,
            null,
            null,
            SqlWindow.createExcludeNoOthers(position),
            position);
    SqlNode number =
        SqlStdOperatorTable.OVER.createCall(
            position, SqlStdOperatorTable.ROW_NUMBER.createCall(position), window);
    SqlNode isFirst =
        SqlStdOperatorTable.EQUALS.createCall(
            position, number, SqlLiteral.createExactNumeric("1", position));
    SqlNode qualify = getQualify();
    return new SqlSelect(
        position,
        SqlNodeList.EMPTY,
        getSelectList(),
        getFrom(),
        getWhere(),
        getGroup(),
        getHaving(),
        getWindowList(),
        qualify == null ? isFirst : refuseQualify(qualify),
        null,
        null,
        null,
        SqlNodeList.EMPTY);
  }

  /** The rows that pass QUALIFY would have to be numbered. */
  private static SqlNode refuseQualify(SqlNode qualify) {
    throw new QueryException(
        ErrorCode.UNSUPPORTED,
        "DISTINCT ON does not go with QUALIFY"
            + Positions.at(qualify.getParserPosition())
            + "; put one of them into a sub-query");
  }

  private void addOrder(SqlNode item, List<SqlNode> order) {
    if (isAll(item)) {
      getSelectList().forEach(column -> order.add(SqlUtil.stripAs(column)));
    } else {
      order.add(resolvedOrder(item));
    }
  }

  private static boolean isAll(SqlNode item) {
    return item instanceof AllMarker
        || (item instanceof SqlBasicCall call && isDirection(call) && isAll(call.operand(0)));
  }

  private static boolean isDirection(SqlBasicCall call) {
    return call.getKind() == SqlKind.DESCENDING
        || call.getKind() == SqlKind.NULLS_FIRST
        || call.getKind() == SqlKind.NULLS_LAST;
  }

  private SqlNode resolvedOrder(SqlNode item) {
    if (item instanceof SqlBasicCall call && isDirection(call)) {
      return call.getOperator()
          .createCall(call.getParserPosition(), resolvedOrder(call.operand(0)));
    }
    return resolved(item);
  }

  /** Returns the expression that a position or an alias stands for, else the node itself. */
  private SqlNode resolved(SqlNode node) {
    if (node instanceof SqlNumericLiteral literal && literal.isInteger()) {
      return column(literal);
    }
    if (!(node instanceof SqlIdentifier identifier) || !identifier.isSimple()) {
      return node;
    }
    String name = identifier.getSimple();
    for (SqlNode item : getSelectList()) {
      if (item instanceof SqlBasicCall as
          && as.getKind() == SqlKind.AS
          && ((SqlIdentifier) as.operand(1)).getSimple().equalsIgnoreCase(name)) {
        return as.operand(0);
      }
    }
    return node;
  }

  private SqlNode column(SqlNumericLiteral position) {
    int number = position.intValue(true);
    boolean hasStar =
        getSelectList().stream()
            .anyMatch(item -> item instanceof SqlIdentifier identifier && identifier.isStar());
    if (number < 1 || number > getSelectList().size() || hasStar) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "DISTINCT ON cannot refer to column "
              + number
              + Positions.at(position.getParserPosition())
              + (hasStar ? "; name the columns instead of *" : "; the query has fewer columns"));
    }
    return SqlUtil.stripAs(getSelectList().get(number - 1));
  }
}
