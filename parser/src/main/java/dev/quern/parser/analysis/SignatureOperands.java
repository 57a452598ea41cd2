package dev.quern.parser.analysis;

import dev.quern.plan.functions.FunctionSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of a call against its signature, and casts those that only nearly fit: a
 * number to DOUBLE, a DATE to TIMESTAMP, a constant string to the type that it must be.
 */
final class SignatureOperands implements SqlOperandTypeChecker {
  private final FunctionSignature signature;

  SignatureOperands(FunctionSignature signature) {
    this.signature = signature;
  }

  /** Returns the parameter that the argument of that index is for. */
  static FunctionSignature.Parameter parameter(FunctionSignature signature, int index) {
    List<FunctionSignature.Parameter> parameters = signature.parameters();
    return parameters.get(Math.min(index, parameters.size() - 1));
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    List<RelDataType> targets = new ArrayList<>();
    RelDataType common = commonType(binding);
    for (int i = 0; i < binding.getOperandCount(); i++) {
      RelDataType target =
          parameter(signature, i) == FunctionSignature.Parameter.COMMON
              ? common
              : target(binding, i);
      if (target == null) {
        if (throwOnFailure) {
          throw binding.newValidationSignatureError();
        }
        return false;
      }
      targets.add(target);
    }
    for (int i = 0; i < targets.size(); i++) {
      castOperand(binding, i, targets.get(i));
    }
    return true;
  }

  /** Returns the type that an argument must be cast to, its own if none, null if it cannot be. */
  private @Nullable RelDataType target(SqlCallBinding binding, int index) {
    RelDataType type = binding.getOperandType(index);
    FunctionSignature.Parameter parameter = parameter(signature, index);
    if (type.getSqlTypeName() == SqlTypeName.NULL) {
      return ofNull(binding.getTypeFactory(), parameter, type);
    }
    boolean isConstantString =
        SqlTypeUtil.isCharacter(type) && binding.operand(index) instanceof SqlLiteral;
    switch (parameter) {
      case ANY:
      case COMMON:
        return type;
      case BOOLEAN:
        return SqlTypeUtil.isBoolean(type) ? type : null;
      case INTEGER:
        return SqlTypeName.INT_TYPES.contains(type.getSqlTypeName()) ? type : null;
      case NUMERIC:
        return SqlTypeUtil.isNumeric(type) ? type : null;
      case DOUBLE:
        return SqlTypeUtil.isNumeric(type) ? to(binding, index, SqlTypeName.DOUBLE) : null;
      case VARCHAR:
        return SqlTypeUtil.isCharacter(type) ? type : null;
      case VARBINARY:
        return SqlTypeUtil.isBinary(type) ? type : null;
      case DATE:
        return type.getSqlTypeName() == SqlTypeName.DATE
            ? type
            : isConstantString ? to(binding, index, SqlTypeName.DATE) : null;
      case TIME:
        return type.getSqlTypeName() == SqlTypeName.TIME
            ? type
            : isConstantString ? to(binding, index, SqlTypeName.TIME) : null;
      case TIMESTAMP:
        return isTimestamp(type)
            ? type
            : type.getSqlTypeName() == SqlTypeName.DATE || isConstantString
                ? to(binding, index, SqlTypeName.TIMESTAMP)
                : null;
      case DATETIME:
        return isTimestamp(type) || type.getSqlTypeName() == SqlTypeName.DATE
            ? type
            : isConstantString ? to(binding, index, SqlTypeName.TIMESTAMP) : null;
      case INTERVAL:
        return SqlTypeUtil.isInterval(type) ? type : null;
      case LIST:
        return type.getSqlTypeName() == SqlTypeName.ARRAY ? type : null;
    }
    throw new IllegalStateException("parameter of " + signature.name());
  }

  private static boolean isTimestamp(RelDataType type) {
    switch (type.getSqlTypeName()) {
      case TIMESTAMP:
      case TIMESTAMP_TZ:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
        return true;
      default:
        return false;
    }
  }

  private static RelDataType ofNull(
      RelDataTypeFactory factory, FunctionSignature.Parameter parameter, RelDataType nullType) {
    switch (parameter) {
      case BOOLEAN:
        return nullable(factory, SqlTypeName.BOOLEAN);
      case INTEGER:
      case NUMERIC:
        return nullable(factory, SqlTypeName.BIGINT);
      case DOUBLE:
        return nullable(factory, SqlTypeName.DOUBLE);
      case ANY:
      case VARCHAR:
        return nullable(factory, SqlTypeName.VARCHAR);
      case VARBINARY:
        return nullable(factory, SqlTypeName.VARBINARY);
      case DATE:
        return nullable(factory, SqlTypeName.DATE);
      case TIME:
        return nullable(factory, SqlTypeName.TIME);
      case TIMESTAMP:
      case DATETIME:
        return nullable(factory, SqlTypeName.TIMESTAMP);
      case INTERVAL:
      case LIST:
      case COMMON:
        return nullType;
    }
    throw new IllegalStateException("parameter: " + parameter);
  }

  private static RelDataType nullable(RelDataTypeFactory factory, SqlTypeName name) {
    return factory.createTypeWithNullability(factory.createSqlType(name), true);
  }

  private static RelDataType to(SqlCallBinding binding, int index, SqlTypeName name) {
    RelDataTypeFactory factory = binding.getTypeFactory();
    return factory.createTypeWithNullability(
        factory.createSqlType(name), binding.getOperandType(index).isNullable());
  }

  /** Constant text takes the type of the others if it has none in common with them. */
  private @Nullable RelDataType commonType(SqlCallBinding binding) {
    List<RelDataType> types = new ArrayList<>();
    List<RelDataType> certain = new ArrayList<>();
    for (int i = 0; i < binding.getOperandCount(); i++) {
      if (parameter(signature, i) == FunctionSignature.Parameter.COMMON) {
        types.add(binding.getOperandType(i));
        if (!(binding.operand(i) instanceof SqlCharStringLiteral)) {
          certain.add(binding.getOperandType(i));
        }
      }
    }
    RelDataType common = leastRestrictive(binding, types);
    return common == null ? leastRestrictive(binding, certain) : common;
  }

  private static @Nullable RelDataType leastRestrictive(
      SqlCallBinding binding, List<RelDataType> types) {
    return types.isEmpty() ? null : binding.getTypeFactory().leastRestrictive(types);
  }

  private static void castOperand(SqlCallBinding binding, int index, RelDataType target) {
    RelDataType type = binding.getOperandType(index);
    if (SqlTypeUtil.equalSansNullability(binding.getTypeFactory(), type, target)
        || (SqlTypeUtil.isCharacter(type) && SqlTypeUtil.isCharacter(target))
        || target.getSqlTypeName() == SqlTypeName.NULL) {
      return;
    }
    SqlNode operand = binding.operand(index);
    SqlNode cast =
        SqlStdOperatorTable.CAST.createCall(
            SqlParserPos.ZERO, operand, SqlTypeUtil.convertTypeToSpec(target));
    binding.getCall().setOperand(index, cast);
    binding.getValidator().deriveType(binding.getScope(), cast);
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    int most = signature.variadic() ? -1 : signature.parameters().size();
    return most < 0
        ? SqlOperandCountRanges.from(signature.requiredParameters())
        : SqlOperandCountRanges.between(signature.requiredParameters(), most);
  }

  @Override
  public String getAllowedSignatures(SqlOperator operator, String name) {
    StringBuilder text = new StringBuilder(name).append('(');
    for (int i = 0; i < signature.parameters().size(); i++) {
      boolean optional = i >= signature.requiredParameters();
      text.append(optional ? "[" : "").append(i > 0 ? ", " : "");
      text.append(signature.parameters().get(i).name().toLowerCase(Locale.ROOT));
      text.append(optional ? "]" : "");
    }
    return text.append(signature.variadic() ? ", ...)" : ")").toString();
  }
}
