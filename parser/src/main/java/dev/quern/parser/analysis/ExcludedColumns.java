package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.util.Util;

/**
 * Turns {@code * EXCLUDE (...)} above NATURAL or USING into the columns that are left, which
 * Calcite miscounts there.
 */
final class ExcludedColumns {
  private final Function<SqlNode, SqlNodeList> columnsOfStar;
  private final SqlNameMatcher matcher;

  /**
   * @param columnsOfStar the items that a star stands for
   */
  ExcludedColumns(Function<SqlNode, SqlNodeList> columnsOfStar, SqlNameMatcher matcher) {
    this.columnsOfStar = columnsOfStar;
    this.matcher = matcher;
  }

  /**
   * Returns the items of a SELECT without such stars.
   *
   * @throws QueryException UNKNOWN_COLUMN, or INVALID_QUERY if nothing is left
   */
  SqlNodeList expand(SqlNodeList items) {
    List<SqlNode> expanded = new ArrayList<>();
    for (SqlNode item : items) {
      if (item instanceof SqlStarExclude star) {
        expanded.addAll(left(star));
      } else {
        expanded.add(item);
      }
    }
    return new SqlNodeList(expanded, items.getParserPosition());
  }

  private List<SqlNode> left(SqlStarExclude star) {
    List<SqlNode> left = new ArrayList<>();
    columnsOfStar.apply(star.getStarIdentifier()).forEach(item -> left.add(asNamed(item)));
    for (SqlNode node : star.getExcludeList()) {
      SqlIdentifier excluded = (SqlIdentifier) node;
      if (!left.removeIf(column -> isNamed(column, excluded))) {
        throw new QueryException(
            ErrorCode.UNKNOWN_COLUMN,
            "Unknown column: " + excluded + Positions.at(excluded.getParserPosition()));
      }
    }
    if (left.isEmpty()) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "No column is left of * EXCLUDE" + Positions.at(star.getParserPosition()));
    }
    return differentlyNamed(left);
  }

  private static List<SqlNode> differentlyNamed(List<SqlNode> columns) {
    List<String> names = columns.stream().map(column -> Util.last(name(column))).toList();
    List<String> unique = SqlValidatorUtil.uniquify(names, false);
    List<SqlNode> named = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      SqlNode column = columns.get(i);
      SqlParserPos position = column.getParserPosition();
      named.add(
          unique.get(i).equals(names.get(i))
              ? column
              : SqlStdOperatorTable.AS.createCall(
                  position, column, new SqlIdentifier(unique.get(i), position)));
    }
    return named;
  }

  /** Names are made different once more when it is known which are left. */
  private static SqlNode asNamed(SqlNode item) {
    SqlNode column = SqlUtil.stripAs(item);
    return column instanceof SqlIdentifier ? column : item;
  }

  /** Compares the last parts of the names, as many as both have. */
  private boolean isNamed(SqlNode column, SqlIdentifier name) {
    List<String> parts = name.names;
    List<String> own = name(column);
    int count = parts.size();
    if (own.size() < count) {
      return false;
    }
    for (int i = 1; i <= count; i++) {
      if (!matcher.matches(own.get(own.size() - i), parts.get(count - i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> name(SqlNode column) {
    if (column instanceof SqlIdentifier identifier) {
      return identifier.names;
    }
    return ((SqlIdentifier) ((SqlCall) column).operand(1)).names;
  }
}
