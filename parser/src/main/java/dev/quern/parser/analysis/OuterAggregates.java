package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.DelegatingScope;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * Refuses an aggregate in a sub-query all of whose columns belong to a query around it: in standard
 * SQL it is an aggregate of that query, which Calcite takes for one of the sub-query.
 */
final class OuterAggregates extends SqlBasicVisitor<Void> {
  private final SqlValidatorScope scope;
  private final SqlNameMatcher matcher;
  private boolean hasOwn;
  private boolean hasOuter;

  private OuterAggregates(SqlValidatorScope scope, SqlNameMatcher matcher) {
    this.scope = scope;
    this.matcher = matcher;
  }

  /**
   * Checks one aggregate.
   *
   * @param scope what the names in its operands refer to
   * @throws QueryException UNSUPPORTED
   */
  static void refuse(SqlCall aggregate, SqlValidatorScope scope, SqlNameMatcher matcher) {
    OuterAggregates columns = new OuterAggregates(scope, matcher);
    aggregate.getOperandList().forEach(columns::count);
    if (columns.hasOuter && !columns.hasOwn) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Aggregate over columns of the query around is not supported: function="
              + aggregate.getOperator().getName()
              + Positions.at(aggregate.getParserPosition())
              + "; compute it in the query around");
    }
  }

  private void count(SqlNode operand) {
    if (operand != null) {
      operand.accept(this);
    }
  }

  @Override
  public Void visit(SqlIdentifier identifier) {
    String table = identifier.isStar() ? null : tableOf(identifier);
    SqlValidatorScope.ResolvedImpl found = new SqlValidatorScope.ResolvedImpl();
    if (table != null) {
      scope.resolve(List.of(table), matcher, false, found);
    }
    if (found.count() == 1) {
      boolean isOwn = select(found.only().scope) == select(scope);
      hasOwn |= isOwn;
      hasOuter |= !isOwn;
    }
    return null;
  }

  /** Returns the SELECT in one of whose clauses names are looked up. */
  private static SqlNode select(SqlValidatorScope scope) {
    SqlValidatorScope around = scope;
    while (!(around.getNode() instanceof SqlSelect) && around instanceof DelegatingScope inner) {
      around = inner.getParent();
    }
    return around.getNode();
  }

  private @Nullable String tableOf(SqlIdentifier column) {
    if (column.names.size() > 1) {
      return column.names.get(0);
    }
    Set<String> tables =
        scope.findQualifyingTableNames(column.getSimple(), column, matcher).keySet();
    return tables.size() == 1 ? tables.iterator().next() : null;
  }
}
