package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The names of the columns of joins as {@code *} shows them: those of NATURAL and USING once. A
 * name that one side has twice cannot be joined by; Calcite would take the first.
 */
final class JoinedColumns {
  private final Function<SqlNode, List<String>> columnsOfTable;
  private final SqlNameMatcher matcher;

  /**
   * @param columnsOfTable the names of the columns of an item of FROM that is no join
   */
  JoinedColumns(Function<SqlNode, List<String>> columnsOfTable, SqlNameMatcher matcher) {
    this.columnsOfTable = columnsOfTable;
    this.matcher = matcher;
  }

  /** Returns whether a part of FROM joins by NATURAL or USING. */
  static boolean areIn(@Nullable SqlNode from) {
    return from instanceof SqlJoin join
        && (join.isNatural()
            || join.getConditionType() == JoinConditionType.USING
            || areIn(join.getLeft())
            || areIn(join.getRight()));
  }

  /**
   * Looks at one join, not at those in it.
   *
   * @throws QueryException INVALID_QUERY if a side has a common name twice
   */
  void check(SqlJoin join) {
    for (SqlIdentifier name : common(join)) {
      for (SqlNode side : List.of(join.getLeft(), join.getRight())) {
        if (matcher.frequency(names(side), name.getSimple()) > 1) {
          throw new QueryException(
              ErrorCode.INVALID_QUERY,
              "Column that tables are joined by is ambiguous: column="
                  + name.getSimple()
                  + Positions.at(name.getParserPosition())
                  + "; one side of the join has several of that name, write ON");
        }
      }
    }
  }

  private List<SqlIdentifier> common(SqlJoin join) {
    List<SqlIdentifier> common = new ArrayList<>();
    if (join.isNatural()) {
      List<String> right = names(join.getRight());
      for (String name : names(join.getLeft())) {
        if (matcher.frequency(right, name) > 0) {
          common.add(new SqlIdentifier(name, join.getParserPosition()));
        }
      }
    } else if (join.getConditionType() == JoinConditionType.USING) {
      SqlNodeList using = (SqlNodeList) Objects.requireNonNull(join.getCondition(), "USING");
      using.forEach(name -> common.add((SqlIdentifier) name));
    }
    return common;
  }

  private List<String> names(SqlNode node) {
    if (!(node instanceof SqlJoin join)) {
      return columnsOfTable.apply(node);
    }
    List<String> common = common(join).stream().map(SqlIdentifier::getSimple).toList();
    List<String> names = new ArrayList<>(names(join.getLeft()));
    for (String name : names(join.getRight())) {
      if (matcher.frequency(common, name) == 0) {
        names.add(name);
      }
    }
    return names;
  }
}
