package dev.quern.parser.analysis;

import dev.quern.parser.syntax.GrammarActions;
import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Turns {@code a SEMI JOIN b ON c} into {@code a WHERE EXISTS (SELECT * FROM b WHERE c)}, and
 * {@code USING (k)} into {@code k IN (SELECT k FROM b)}; ANTI JOIN into the opposite, for which a
 * NULL key is a key without partner.
 */
final class SemiJoins {
  private final List<SqlNode> conditions = new ArrayList<>();

  private SemiJoins() {}

  /** Returns the query without semi and anti joins. */
  static SqlSelect rewrite(SqlSelect select) {
    if (!(select.getFrom() instanceof SqlJoin join)) {
      return select;
    }
    SemiJoins rewrite = new SemiJoins();
    SqlNode from = rewrite.withoutSemiJoins(join);
    if (rewrite.conditions.isEmpty()) {
      return select;
    }
    SqlSelect copy = (SqlSelect) select.clone(select.getParserPosition());
    copy.setFrom(from);
    SqlNode where = select.getWhere();
    for (SqlNode condition : rewrite.conditions) {
      where =
          where == null
              ? condition
              : SqlStdOperatorTable.AND.createCall(condition.getParserPosition(), where, condition);
    }
    copy.setWhere(where);
    return copy;
  }

  /** Follows the left inputs; other joins above must leave the rows of their left input as is. */
  private SqlNode withoutSemiJoins(SqlNode node) {
    if (!(node instanceof SqlJoin join)) {
      return node;
    }
    int before = conditions.size();
    SqlNode left = withoutSemiJoins(join.getLeft());
    JoinType type = join.getJoinType();
    if (type == JoinType.LEFT_SEMI_JOIN || type == JoinType.LEFT_ANTI_JOIN) {
      conditions.add(condition(join, type == JoinType.LEFT_ANTI_JOIN));
      return left;
    }
    if (conditions.size() > before && (type == JoinType.FULL || type == JoinType.RIGHT)) {
      throw notHere(join);
    }
    if (left == join.getLeft()) {
      return join;
    }
    SqlJoin copy = (SqlJoin) join.clone(join.getParserPosition());
    copy.setLeft(left);
    return copy;
  }

  static QueryException notHere(SqlJoin join) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "SEMI JOIN and ANTI JOIN are not supported inside another join's right side, or below a"
            + " RIGHT or FULL JOIN"
            + Positions.at(join.getParserPosition())
            + "; put them into a sub-query");
  }

  private static SqlNode condition(SqlJoin join, boolean isAnti) {
    SqlParserPos position = join.getParserPosition();
    if (join.isNatural() || join.getConditionType() == JoinConditionType.NONE) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "SEMI JOIN and ANTI JOIN need a condition"
              + Positions.at(position)
              + "; write ON or USING");
    }
    SqlSelect right = GrammarActions.selectAll(join.getRight());
    SqlNode condition = Objects.requireNonNull(join.getCondition());
    if (join.getConditionType() == JoinConditionType.ON) {
      right.setWhere(condition);
      SqlNode exists = SqlStdOperatorTable.EXISTS.createCall(position, right);
      return isAnti ? SqlStdOperatorTable.NOT.createCall(position, exists) : exists;
    }
    SqlNodeList keys = (SqlNodeList) condition;
    right.setSelectList(keys);
    SqlNode row =
        keys.size() == 1
            ? keys.get(0)
            : SqlStdOperatorTable.ROW.createCall(position, keys.getList());
    SqlNode in = SqlStdOperatorTable.IN.createCall(position, row, right);
    return isAnti ? SqlStdOperatorTable.IS_NOT_TRUE.createCall(position, in) : in;
  }
}
