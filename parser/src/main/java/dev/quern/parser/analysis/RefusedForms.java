package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, in a validated query, the forms that Calcite would turn into algebra that means
 * something else: comparisons of rows with ANY and ALL, aggregates of an outer query's columns in a
 * sub-query, and the same column several times in CUBE or ROLLUP.
 */
final class RefusedForms extends SqlBasicVisitor<@Nullable Void> {
  private static final String AGGREGATE_OF_OUTER_QUERY =
      "Not supported in a sub-query: an aggregate of columns of the query around it";
  private static final String ROWS_WITH_ANY_OR_ALL =
      "Not supported: rows compared with ANY or ALL, but for = ANY and <> ALL";
  private static final String COLUMN_TWICE =
      "Not supported: the same column twice in CUBE or ROLLUP";

  /** The tables of the query that is being visited; null outside of all queries. */
  private final @Nullable Set<String> tables;

  private final boolean isSubQuery;

  private RefusedForms(@Nullable Set<String> tables, boolean isSubQuery) {
    this.tables = tables;
    this.isSubQuery = isSubQuery;
  }

  /**
   * Looks through a query.
   *
   * @throws QueryException UNSUPPORTED
   */
  static void check(SqlNode query) {
    query.accept(new RefusedForms(null, false));
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlSelect select) {
      Set<String> own = new HashSet<>();
      addTables(select.getFrom(), own);
      RefusedForms inner = new RefusedForms(own, tables != null);
      select.getOperandList().forEach(inner::visitIfPresent);
      return null;
    }
    if (call.getOperator() instanceof SqlQuantifyOperator operator) {
      checkRows(call, operator);
    }
    if (call.getKind() == SqlKind.CUBE || call.getKind() == SqlKind.ROLLUP) {
      checkColumns(call);
    }
    if (call.getKind() == SqlKind.OVER) {
      ((SqlCall) call.operand(0)).getOperandList().forEach(this::visitIfPresent);
      return call.operand(1).accept(this);
    }
    if (isSubQuery && call.getOperator().isAggregator() && isOfOuterQuery(call)) {
      throw refused(AGGREGATE_OF_OUTER_QUERY, call);
    }
    call.getOperandList().forEach(this::visitIfPresent);
    return null;
  }

  private void visitIfPresent(@Nullable SqlNode node) {
    if (node != null) {
      node.accept(this);
    }
  }

  private static void addTables(@Nullable SqlNode from, Set<String> names) {
    if (from instanceof SqlIdentifier table) {
      names.add(table.names.get(table.names.size() - 1).toLowerCase(Locale.ROOT));
    } else if (from instanceof SqlJoin join) {
      addTables(join.getLeft(), names);
      addTables(join.getRight(), names);
    } else if (from instanceof SqlCall call && call.getKind() == SqlKind.AS) {
      addTables(call.operand(1), names);
    } else if (from instanceof SqlCall call && call.operandCount() > 0) {
      addTables(call.operand(0), names);
    }
  }

  private boolean isOfOuterQuery(SqlCall aggregate) {
    List<SqlIdentifier> columns = new ArrayList<>();
    aggregate.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            return call.isA(SqlKind.QUERY) ? null : super.visit(call);
          }

          @Override
          public @Nullable Void visit(SqlIdentifier identifier) {
            if (!identifier.isStar()) {
              columns.add(identifier);
            }
            return null;
          }
        });
    return !columns.isEmpty() && columns.stream().noneMatch(this::isOwn);
  }

  /** Validated columns are qualified by their table; whatever is not is an alias of its own. */
  private boolean isOwn(SqlIdentifier column) {
    return column.isSimple()
        || tables == null
        || tables.contains(column.names.get(0).toLowerCase(Locale.ROOT));
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
