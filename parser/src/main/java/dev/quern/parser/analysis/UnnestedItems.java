package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code SELECT a, unnest(b) FROM t} into {@code SELECT a, element FROM t, UNNEST(b) AS
 * u(element)}: a row for each element, none for an empty list and for NULL.
 */
final class UnnestedItems extends SqlShuttle {
  /** A name that nobody writes; {@code *} leaves it out. */
  private static final String ELEMENT = "element of unnest";

  private @Nullable SqlNode list;

  private UnnestedItems() {}

  /**
   * Returns the query without {@code unnest} among its items; itself if there is none.
   *
   * @throws QueryException UNSUPPORTED for two of them, and beside aggregates and windows
   */
  static SqlSelect rewrite(SqlSelect select, QuernOperators operators) {
    UnnestedItems finder = new UnnestedItems();
    List<SqlNode> items = new ArrayList<>();
    for (SqlNode item : select.getSelectList()) {
      items.add(Objects.requireNonNull(item.accept(finder)));
    }
    SqlNode list = finder.list;
    if (list == null) {
      return select;
    }
    checkStandsAlone(select, list, operators);
    SqlSelect copy = (SqlSelect) select.clone(select.getParserPosition());
    SqlNode from = select.getFrom();
    copy.setSelectList(
        new SqlNodeList(
            items.stream().map(UnnestedItems::withoutElement).toList(),
            select.getSelectList().getParserPosition()));
    copy.setFrom(from == null ? elements(list) : joined(from, elements(list)));
    return copy;
  }

  private static void checkStandsAlone(SqlSelect select, SqlNode list, QuernOperators operators) {
    SqlNodeList items = select.getSelectList();
    if (select.getGroup() != null
        || select.getHaving() != null
        || select.getQualify() != null
        || AggregateFinder.hasAggregate(items, operators)
        || AggregateFinder.hasWindow(items, operators)) {
      throw refused("unnest in SELECT beside aggregates, GROUP BY or windows", list);
    }
  }

  private static SqlNode withoutElement(SqlNode item) {
    boolean isStar = item instanceof SqlIdentifier identifier && identifier.isStar();
    return isStar && ((SqlIdentifier) item).names.size() == 1
        ? new SqlStarExclude(
            item.getParserPosition(),
            (SqlIdentifier) item,
            SqlNodeList.of(element(item.getParserPosition())))
        : item;
  }

  private static SqlIdentifier element(SqlParserPos position) {
    return new SqlIdentifier(ELEMENT, position.withQuoting(true));
  }

  private static SqlNode elements(SqlNode list) {
    SqlParserPos position = list.getParserPosition();
    return SqlStdOperatorTable.AS.createCall(
        position,
        SqlStdOperatorTable.UNNEST.createCall(position, list),
        new SqlIdentifier("unnest in select", position.withQuoting(true)),
        element(position));
  }

  private static SqlNode joined(SqlNode from, SqlNode elements) {
    SqlParserPos position = elements.getParserPosition();
    return new SqlJoin(
        position,
        from,
        SqlLiteral.createBoolean(false, position),
        JoinType.COMMA.symbol(position),
        elements,
        JoinConditionType.NONE.symbol(position),
        null);
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call.isA(SqlKind.QUERY)) {
      return call;
    }
    if (!isUnnest(call)) {
      return super.visit(call);
    }
    if (list != null) {
      throw refused("unnest more than once in a SELECT", call);
    }
    list = call.operand(0);
    return element(call.getParserPosition());
  }

  private static boolean isUnnest(SqlCall call) {
    return call.getOperator() instanceof SqlUnresolvedFunction function
        && function.getName().equalsIgnoreCase("unnest")
        && call.operandCount() == 1;
  }

  private static QueryException refused(String what, SqlNode node) {
    return new QueryException(
        ErrorCode.UNSUPPORTED, "Not supported: " + what + Positions.at(node.getParserPosition()));
  }
}
