package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/**
 * Refuses the uses of columns that NATURAL and USING join which Calcite takes for columns of one
 * side: a further such join above a RIGHT or FULL one, and {@code *} beside other items above two.
 */
final class CommonColumns {
  private CommonColumns() {}

  /**
   * Looks at the joins of a query.
   *
   * @throws QueryException UNSUPPORTED
   */
  static void check(SqlSelect select) {
    boolean hasStar =
        select.getSelectList().size() > 1
            && select.getSelectList().stream().anyMatch(CommonColumns::isStar);
    int joins = count(select.getFrom(), select);
    if (hasStar && joins > 1) {
      throw refused("* beside other columns, over several NATURAL or USING joins", select);
    }
  }

  private static boolean isStar(SqlNode item) {
    return item instanceof SqlIdentifier identifier
        && identifier.isStar()
        && identifier.names.size() == 1;
  }

  private static int count(@Nullable SqlNode from, SqlSelect select) {
    if (!(from instanceof SqlJoin join)) {
      return 0;
    }
    int left = count(join.getLeft(), select);
    if (!hasCommonColumns(join)) {
      return left;
    }
    if (isAboveOuter(join.getLeft())) {
      throw refused("NATURAL or USING above a RIGHT or FULL JOIN with NATURAL or USING", join);
    }
    return left + 1;
  }

  private static boolean isAboveOuter(SqlNode node) {
    if (!(node instanceof SqlJoin join)) {
      return false;
    }
    boolean isOuter = join.getJoinType() == JoinType.RIGHT || join.getJoinType() == JoinType.FULL;
    return (isOuter && hasCommonColumns(join)) || isAboveOuter(join.getLeft());
  }

  private static boolean hasCommonColumns(SqlJoin join) {
    return join.isNatural() || join.getConditionType() == JoinConditionType.USING;
  }

  private static QueryException refused(String what, SqlNode node) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "Not supported: "
            + what
            + Positions.at(node.getParserPosition())
            + "; name the columns and write ON");
  }
}
