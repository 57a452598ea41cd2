package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * Makes a list of its operands, or a map of keys and values in turns. Unlike Calcite's own it may
 * be empty, and constant text takes the type of the other elements.
 */
final class CollectionConstructor extends SqlSpecialOperator {
  private static final CollectionConstructor LIST =
      new CollectionConstructor("ARRAY", SqlKind.ARRAY_VALUE_CONSTRUCTOR);
  private static final CollectionConstructor MAP =
      new CollectionConstructor("MAP", SqlKind.MAP_VALUE_CONSTRUCTOR);

  private CollectionConstructor(String name, SqlKind kind) {
    super(name, kind);
  }

  /** Returns the call with this operator if it has Calcite's own. */
  static SqlCall of(SqlCall call) {
    boolean isList = call.getOperator().equals(SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR);
    boolean isMap = call.getOperator().equals(SqlStdOperatorTable.MAP_VALUE_CONSTRUCTOR);
    return isList || isMap
        ? (isList ? LIST : MAP).createCall(call.getParserPosition(), call.getOperandList())
        : call;
  }

  private int stride() {
    return getKind() == SqlKind.MAP_VALUE_CONSTRUCTOR ? 2 : 1;
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.any();
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
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    boolean fits = binding.getOperandCount() % stride() == 0;
    for (int first = 0; first < stride() && fits; first++) {
      fits = unify(binding, first);
    }
    if (!fits && throwOnFailure) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Elements of a list or map have no type in common"
              + Positions.at(binding.getCall().getParserPosition())
              + "; cast some of them");
    }
    return fits;
  }

  /** Casts constant text among the keys, the values or the elements if they need that. */
  private boolean unify(SqlCallBinding binding, int first) {
    if (common(binding, first) != null) {
      return true;
    }
    List<RelDataType> certain = new ArrayList<>();
    for (int i = first; i < binding.getOperandCount(); i += stride()) {
      if (!isConstantText(binding, i)) {
        certain.add(binding.getOperandType(i));
      }
    }
    RelDataType target =
        certain.isEmpty() ? null : binding.getTypeFactory().leastRestrictive(certain);
    if (target == null || SqlTypeUtil.isCharacter(target)) {
      return false;
    }
    for (int i = first; i < binding.getOperandCount(); i += stride()) {
      if (isConstantText(binding, i)) {
        SqlNode cast =
            SqlStdOperatorTable.CAST.createCall(
                SqlParserPos.ZERO, binding.operand(i), SqlTypeUtil.convertTypeToSpec(target));
        binding.getCall().setOperand(i, cast);
        binding.getValidator().deriveType(binding.getScope(), cast);
      }
    }
    return common(binding, first) != null;
  }

  private static boolean isConstantText(SqlCallBinding binding, int index) {
    return binding.operand(index) instanceof SqlCharStringLiteral;
  }

  /** Returns the type of all keys, values or elements; that of NULL if there are none. */
  private @Nullable RelDataType common(SqlOperatorBinding binding, int first) {
    RelDataTypeFactory factory = binding.getTypeFactory();
    List<RelDataType> types = new ArrayList<>();
    for (int i = first; i < binding.getOperandCount(); i += stride()) {
      types.add(binding.getOperandType(i));
    }
    return types.isEmpty()
        ? factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.NULL), true)
        : factory.leastRestrictive(types);
  }

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding binding) {
    RelDataTypeFactory factory = binding.getTypeFactory();
    RelDataType last = known(binding, stride() - 1);
    RelDataType value = factory.createTypeWithNullability(last, true);
    return stride() == 1
        ? factory.createArrayType(value, -1)
        : factory.createMapType(factory.createTypeWithNullability(known(binding, 0), false), value);
  }

  private RelDataType known(SqlOperatorBinding binding, int first) {
    RelDataType type = common(binding, first);
    if (type == null) {
      throw new IllegalStateException("types were checked: " + binding.collectOperandTypes());
    }
    return type;
  }

  @Override
  public void unparse(SqlWriter writer, SqlCall call, int leftPrecedence, int rightPrecedence) {
    writer.keyword(getName());
    SqlWriter.Frame frame = writer.startList("[", "]");
    for (SqlNode operand : call.getOperandList()) {
      writer.sep(",");
      operand.unparse(writer, 0, 0);
    }
    writer.endList(frame);
  }
}
