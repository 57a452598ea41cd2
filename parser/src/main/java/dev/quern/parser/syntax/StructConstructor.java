package dev.quern.parser.syntax;

import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * Makes a struct whose members have names, unlike those of ROW. Nor is it of that kind: to Calcite
 * a row is also several values, as in {@code (a, b) IN (...)}.
 */
public final class StructConstructor extends SqlSpecialOperator {
  private final List<String> names;

  private StructConstructor(List<String> names) {
    super("ROW", SqlKind.OTHER);
    this.names = List.copyOf(names);
  }

  /** Returns the call that makes a struct of these members, in their order. */
  public static SqlCall call(Map<String, SqlNode> members, SqlParserPos position) {
    return new StructConstructor(List.copyOf(members.keySet()))
        .createCall(position, List.copyOf(members.values()));
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.of(names.size());
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
    RelDataTypeFactory.Builder members = binding.getTypeFactory().builder();
    for (int i = 0; i < names.size(); i++) {
      members.add(names.get(i), binding.getOperandType(i));
    }
    return members.build();
  }

  @Override
  public void unparse(SqlWriter writer, SqlCall call, int leftPrecedence, int rightPrecedence) {
    SqlWriter.Frame frame = writer.startList("{", "}");
    for (int i = 0; i < names.size(); i++) {
      writer.sep(",");
      writer.identifier(names.get(i), true);
      writer.print(":");
      call.operand(i).unparse(writer, 0, 0);
    }
    writer.endList(frame);
  }
}
