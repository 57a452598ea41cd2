package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Dialect;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.type.SqlTypeCoercionRule;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** Calcite's validator with our dialect. */
final class QuernValidator extends SqlValidatorImpl {
  private static final Config CONFIG =
      Config.DEFAULT
          .withConformance(Dialect.CONFORMANCE)
          .withDefaultNullCollation(Dialect.NULL_COLLATION)
          .withTypeCoercionFactory(QuernTypeCoercion::new)
          .withIdentifierExpansion(true);

  private final Set<SqlCall> windowed = Collections.newSetFromMap(new IdentityHashMap<>());

  QuernValidator(
      SqlOperatorTable operators,
      QuernCatalogReader catalogReader,
      RelDataTypeFactory typeFactory) {
    super(operators, catalogReader, typeFactory, CONFIG);
  }

  /** Lets CAST also turn truth values into numbers. */
  @Override
  public SqlTypeMappingRule getTypeMappingRule() {
    return SqlTypeCoercionRule.lenientInstance();
  }

  /** Also refuses columns to join by that one side has twice. */
  @Override
  protected void validateJoin(SqlJoin join, SqlValidatorScope scope) {
    super.validateJoin(join, scope);
    new JoinedColumns(this::columnNames, getCatalogReader().nameMatcher()).check(join);
  }

  private List<String> columnNames(SqlNode item) {
    return Objects.requireNonNull(getNamespace(item), "namespace").getRowType().getFieldNames();
  }

  @Override
  protected RelDataType validateSelectList(
      SqlNodeList items, SqlSelect select, RelDataType targetRowType) {
    ExcludedColumns excluded =
        new ExcludedColumns(
            star -> expandStar(SqlNodeList.of(star), select, false),
            getCatalogReader().nameMatcher());
    boolean isNeeded = JoinedColumns.areIn(select.getFrom());
    return super.validateSelectList(
        isNeeded ? excluded.expand(items) : items, select, targetRowType);
  }

  @Override
  public void validateAggregateParams(
      SqlCall aggregate,
      @Nullable SqlNode filter,
      @Nullable SqlNodeList distinct,
      @Nullable SqlNodeList order,
      SqlValidatorScope scope) {
    super.validateAggregateParams(aggregate, filter, distinct, order, scope);
    if (!windowed.contains(aggregate)) {
      OuterAggregates.refuse(aggregate, scope, getCatalogReader().nameMatcher());
    }
  }

  /** A window's rows are those of its own query, whatever its function reads. */
  @Override
  public void validateWindow(SqlNode window, SqlValidatorScope scope, @Nullable SqlCall function) {
    if (function != null) {
      windowed.add(function);
    }
    super.validateWindow(window, scope, function);
  }

  /** Also lets dates be added to and subtracted from as PostgreSQL does. */
  @Override
  public RelDataType deriveType(SqlValidatorScope scope, SqlNode expression) {
    // A call whose type is known was rewritten; without a look, long sums would take for ever.
    if (DateArithmetic.mayApply(expression) && getValidatedNodeTypeIfKnown(expression) == null) {
      SqlBasicCall call = (SqlBasicCall) expression;
      RelDataType first = deriveType(scope, call.operand(0));
      RelDataType second = deriveType(scope, call.operand(1));
      DateArithmetic.rewrite(call, first, second);
    }
    return super.deriveType(scope, expression);
  }
}
