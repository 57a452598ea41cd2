package dev.quern.parser.analysis;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlReturnTypeInference;

/** The type of a call by its signature. */
final class SignatureReturnType implements SqlReturnTypeInference {
  private final FunctionSignature signature;

  SignatureReturnType(FunctionSignature signature) {
    this.signature = signature;
  }

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding binding) {
    RelDataTypeFactory factory = binding.getTypeFactory();
    return factory.createTypeWithNullability(type(binding, factory), isNullable(binding));
  }

  private RelDataType type(SqlOperatorBinding binding, RelDataTypeFactory factory) {
    switch (signature.returns()) {
      case FIXED:
        return RelTypes.relType(
            factory, Objects.requireNonNull(signature.returnType(), "return type"), true);
      case FIRST_ARGUMENT:
        return binding.getOperandType(0);
      case LAST_ARGUMENT:
        return binding.getOperandType(binding.getOperandCount() - 1);
      case TIMESTAMP_OF_OTHER_KIND:
        RelDataType last = binding.getOperandType(binding.getOperandCount() - 1);
        return RelTypes.relType(
            factory,
            RelTypes.dataType(last) instanceof DataType.TimestampType
                ? DataTypes.TIMESTAMP_WITH_TIME_ZONE
                : DataTypes.TIMESTAMP,
            true);
      case LIST_OF_FIRST_ARGUMENT:
        return factory.createArrayType(
            factory.createTypeWithNullability(binding.getOperandType(0), true), -1);
      case ELEMENT_OF_FIRST_ARGUMENT:
        return Objects.requireNonNull(binding.getOperandType(0).getComponentType(), "element type");
      case COMMON:
        return common(binding, factory);
    }
    throw new IllegalStateException("return type of " + signature.name());
  }

  private RelDataType common(SqlOperatorBinding binding, RelDataTypeFactory factory) {
    List<RelDataType> types = new ArrayList<>();
    for (int i = 0; i < binding.getOperandCount(); i++) {
      if (SignatureOperands.parameter(signature, i) == FunctionSignature.Parameter.COMMON) {
        types.add(binding.getOperandType(i));
      }
    }
    RelDataType common = factory.leastRestrictive(types);
    return Objects.requireNonNull(common, "operands were checked to have a common type");
  }

  private boolean isNullable(SqlOperatorBinding binding) {
    if (signature.kind() != FunctionSignature.Kind.SCALAR || !signature.nullIfAnyNull()) {
      return true;
    }
    for (int i = 0; i < binding.getOperandCount(); i++) {
      if (binding.getOperandType(i).isNullable()) {
        return true;
      }
    }
    return false;
  }
}
