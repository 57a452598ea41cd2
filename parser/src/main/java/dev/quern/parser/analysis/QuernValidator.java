package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Dialect;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
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
          .withIdentifierExpansion(true);

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

  @Override
  public void validateAggregateParams(
      SqlCall aggregate,
      @Nullable SqlNode filter,
      @Nullable SqlNodeList distinct,
      @Nullable SqlNodeList order,
      SqlValidatorScope scope) {
    super.validateAggregateParams(aggregate, filter, distinct, order, scope);
    OuterAggregates.refuse(aggregate, scope, getCatalogReader().nameMatcher());
  }

  /** Also lets dates be added to and subtracted from as PostgreSQL does. */
  @Override
  public RelDataType deriveType(SqlValidatorScope scope, SqlNode expression) {
    if (DateArithmetic.mayApply(expression)) {
      SqlBasicCall call = (SqlBasicCall) expression;
      RelDataType first = super.deriveType(scope, call.operand(0));
      RelDataType second = super.deriveType(scope, call.operand(1));
      DateArithmetic.rewrite(call, first, second);
    }
    return super.deriveType(scope, expression);
  }
}
