package dev.quern.parser.analysis;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.types.DataType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * Makes a list, struct or map of the values of a parameter. Unlike the constructors that people
 * write its type is known beforehand: a list may be empty, and the members of a struct have names.
 */
final class ParameterConstructor extends SqlSpecialOperator {
  private final DataType type;

  ParameterConstructor(Call value) {
    super(value.function(), kind(value.type()));
    this.type = value.type();
  }

  private static SqlKind kind(DataType type) {
    if (type instanceof DataType.ListType) {
      return SqlKind.ARRAY_VALUE_CONSTRUCTOR;
    }
    return type instanceof DataType.MapType ? SqlKind.MAP_VALUE_CONSTRUCTOR : SqlKind.ROW;
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.any();
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    return true;
  }

  /** Takes this operator as it is; Calcite would look for one of its name. */
  @Override
  public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
    for (SqlNode operand : call.getOperandList()) {
      validator.deriveType(scope, operand);
    }
    return validateOperands(validator, scope, call);
  }

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding binding) {
    return RelTypes.relType(binding.getTypeFactory(), type, false);
  }

  @Override
  public void unparse(SqlWriter writer, SqlCall call, int leftPrecedence, int rightPrecedence) {
    SqlWriter.Frame frame = writer.startFunCall(getName());
    for (int i = 0; i < call.operandCount(); i++) {
      writer.sep(",");
      call.operand(i).unparse(writer, 0, 0);
    }
    writer.endFunCall(frame);
  }
}
