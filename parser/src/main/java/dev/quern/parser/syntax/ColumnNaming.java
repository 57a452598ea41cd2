package dev.quern.parser.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlStarReplace;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Names the columns that a query leaves without a name after their text, e.g. {@code count(*)}. So
 * are those of the queries in its FROM and WITH, which {@code *} shows.
 */
final class ColumnNaming {
  private static final int MOST_CHARACTERS = 100;

  private final SourceText text;

  ColumnNaming(SourceText text) {
    this.text = text;
  }

  void nameColumns(@Nullable SqlNode node) {
    if (node instanceof SqlSelect select) {
      nameItems(select);
      nameColumns(select.getFrom());
    } else if (node instanceof SqlOrderBy orderBy) {
      nameColumns(orderBy.query);
    } else if (node instanceof SqlWith with) {
      with.withList.forEach(this::nameColumns);
      nameColumns(with.body);
    } else if (node instanceof SqlWithItem item) {
      nameColumns(item.query);
    } else if (node instanceof SqlJoin join) {
      nameColumns(join.getLeft());
      nameColumns(join.getRight());
    } else if (node instanceof SqlCall call
        && (SqlKind.SET_QUERY.contains(call.getKind())
            || call.getKind() == SqlKind.AS
            || call.getKind() == SqlKind.LATERAL)) {
      nameColumns(call.operand(0));
    }
  }

  private void nameItems(SqlSelect select) {
    List<SqlNode> items = new ArrayList<>();
    for (SqlNode item : select.getSelectList()) {
      items.add(hasName(item) ? item : named(item));
    }
    select.setSelectList(new SqlNodeList(items, select.getSelectList().getParserPosition()));
  }

  private static boolean hasName(SqlNode item) {
    return (item instanceof SqlIdentifier identifier && !isTimeWord(identifier))
        || item instanceof SqlStarExclude
        || item instanceof SqlStarReplace
        || item.getKind() == SqlKind.AS
        || item.getKind() == SqlKind.DOT
        || item.getParserPosition().getLineNum() <= 0;
  }

  private static boolean isTimeWord(SqlIdentifier identifier) {
    return identifier.isSimple()
        && !identifier.isComponentQuoted(0)
        && Dialect.TIME_WORDS.contains(identifier.getSimple().toLowerCase(Locale.ROOT));
  }

  /** Returns the place of all of an expression; that of some calls leaves out the function. */
  private static SqlParserPos extent(SqlNode node) {
    List<SqlParserPos> places = new ArrayList<>();
    places.add(node.getParserPosition());
    if (node instanceof SqlCall call) {
      for (SqlNode operand : call.getOperandList()) {
        if (operand != null && operand.getParserPosition().getLineNum() > 0) {
          places.add(extent(operand));
        }
      }
    }
    return SqlParserPos.sum(places);
  }

  private SqlNode named(SqlNode item) {
    SqlParserPos position = extent(item);
    String name =
        text.slice(
                position.getLineNum(),
                position.getColumnNum(),
                position.getEndLineNum(),
                position.getEndColumnNum())
            .replaceAll("\\s+", " ");
    if (name.length() > MOST_CHARACTERS) {
      name = name.substring(0, MOST_CHARACTERS) + "...";
    }
    return SqlStdOperatorTable.AS.createCall(
        position, item, new SqlIdentifier(name, position.withQuoting(true)));
  }
}
