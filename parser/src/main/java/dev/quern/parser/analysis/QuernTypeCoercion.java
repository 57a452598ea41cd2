package dev.quern.parser.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlInternalOperators;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Casts that a query leaves out. Calcite's, without those that could lose a part of a value in
 * silence: text that is not a constant is no number in arithmetic, in sums, and beside a decimal; a
 * number is no truth value; what is neither text nor of one family does not become text. In a CASE
 * constant text takes the type of the other branches; other text fits only text.
 */
final class QuernTypeCoercion extends TypeCoercionImpl {
  private static final Pattern DECIMAL_NUMBER =
      Pattern.compile("\\s*([+-]?(\\d+(\\.\\d*)?|\\.\\d+))\\s*");

  QuernTypeCoercion(RelDataTypeFactory typeFactory, SqlValidator validator) {
    super(typeFactory, validator);
  }

  @Override
  public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
    boolean hasNumber = false;
    for (int i = 0; i < binding.getOperandCount(); i++) {
      boolean isText = SqlTypeUtil.isCharacter(binding.getOperandType(i));
      if (isText && !isConstant(binding, i)) {
        return false;
      }
      hasNumber |= !isText;
    }
    if (!hasNumber) {
      return false;
    }
    boolean read = readDecimals(binding);
    boolean coerced = super.binaryArithmeticCoercion(binding);
    return read || coerced;
  }

  @Override
  public boolean binaryComparisonCoercion(SqlCallBinding binding) {
    boolean read = readDecimals(binding);
    if (mixesKinds(binding)) {
      // Without a word here, the conversion to algebra would find a type for both.
      throw binding.newValidationSignatureError();
    }
    boolean coerced = super.binaryComparisonCoercion(binding);
    return read || coerced;
  }

  private static boolean mixesKinds(SqlCallBinding binding) {
    boolean hasTruthValue = false;
    boolean hasNumber = false;
    boolean hasDecimal = false;
    boolean hasText = false;
    for (int i = 0; i < binding.getOperandCount(); i++) {
      RelDataType type = binding.getOperandType(i);
      hasTruthValue |= SqlTypeUtil.isBoolean(type);
      hasNumber |= SqlTypeUtil.isNumeric(type);
      hasDecimal |= SqlTypeUtil.isDecimal(type);
      hasText |= SqlTypeUtil.isCharacter(type) && !isConstant(binding, i);
    }
    return (hasTruthValue && hasNumber) || (hasDecimal && hasText);
  }

  private static boolean isConstant(SqlCallBinding binding, int index) {
    return binding.operand(index) instanceof SqlLiteral;
  }

  /** Turns constant text beside a decimal into that number, with all of its digits. */
  private boolean readDecimals(SqlCallBinding binding) {
    boolean hasDecimal = false;
    for (int i = 0; i < binding.getOperandCount(); i++) {
      hasDecimal |= SqlTypeUtil.isDecimal(binding.getOperandType(i));
    }
    boolean read = false;
    for (int i = 0; hasDecimal && i < binding.getOperandCount(); i++) {
      SqlNode number = decimalOf(binding.operand(i));
      if (number != null) {
        binding.getCall().setOperand(i, number);
        updateInferredType(number, validator.deriveType(binding.getScope(), number));
        read = true;
      }
    }
    return read;
  }

  private static @Nullable SqlNode decimalOf(SqlNode operand) {
    if (!(operand instanceof SqlCharStringLiteral literal)) {
      return null;
    }
    String text = literal.getValueAs(String.class);
    return text != null && DECIMAL_NUMBER.matcher(text).matches()
        ? SqlLiteral.createExactNumeric(text.strip(), literal.getParserPosition())
        : null;
  }

  @Override
  public boolean builtinFunctionCoercion(
      SqlCallBinding binding, List<RelDataType> types, List<SqlTypeFamily> families) {
    for (int i = 0; i < types.size() && i < families.size(); i++) {
      boolean isNumberOfText =
          SqlTypeUtil.isCharacter(types.get(i))
              && families.get(i).getTypeNames().contains(SqlTypeName.DOUBLE)
              && !families.get(i).getTypeNames().contains(SqlTypeName.VARCHAR);
      if (isNumberOfText && (!isConstant(binding, i) || computes(binding.getOperator()))) {
        return false;
      }
    }
    if (binding.getOperator().getKind() == SqlKind.MOD && types.size() == 2) {
      return remainderCoercion(binding, types);
    }
    return super.builtinFunctionCoercion(binding, types, families);
  }

  /** Casts constant text to the type of the number beside it. */
  private boolean remainderCoercion(SqlCallBinding binding, List<RelDataType> types) {
    int text = SqlTypeUtil.isCharacter(types.get(0)) ? 0 : 1;
    RelDataType number = types.get(1 - text);
    return isConstant(binding, text)
        && SqlTypeUtil.isExactNumeric(number)
        && coerceOperandType(scopeOf(binding), binding.getCall(), text, number);
  }

  private static SqlValidatorScope scopeOf(SqlCallBinding binding) {
    return Objects.requireNonNull(binding.getScope(), "scope");
  }

  /** A sign before text does not say which number it is to be. */
  private static boolean computes(SqlOperator operator) {
    return operator.isAggregator()
        || operator.getKind() == SqlKind.MINUS_PREFIX
        || operator.getKind() == SqlKind.PLUS_PREFIX
        || operator.getKind().belongsTo(SqlKind.BINARY_ARITHMETIC);
  }

  @Override
  public boolean caseWhenCoercion(SqlCallBinding binding) {
    SqlValidatorScope scope = scopeOf(binding);
    SqlCase branches = (SqlCase) binding.getCall();
    SqlNodeList results = branches.getThenOperands();
    List<SqlNode> all = new ArrayList<>(results.getList());
    all.add(Objects.requireNonNull(branches.getElseOperand(), "ELSE"));
    List<RelDataType> types = new ArrayList<>();
    for (SqlNode result : all) {
      if (!isConstantText(result)) {
        types.add(validator.deriveType(scope, result));
      }
    }
    RelDataType common = types.isEmpty() ? null : factory.leastRestrictive(types);
    if (common == null || SqlTypeUtil.isCharacter(common) || SqlTypeUtil.isInterval(common)) {
      return false;
    }
    boolean coerced = false;
    for (int i = 0; i < results.size(); i++) {
      if (isConstantText(results.get(i))) {
        coerced |= coerceColumnType(scope, results, i, common);
      }
    }
    if (isConstantText(all.get(all.size() - 1))) {
      coerced |= coerceOperandType(scope, branches, branches.operandCount() - 1, common);
    }
    return coerced;
  }

  /** Looks into what Calcite makes of COALESCE, too. */
  private static boolean isConstantText(SqlNode result) {
    return result instanceof SqlCharStringLiteral
        || (result instanceof SqlCall call
            && call.getOperator().equals(SqlInternalOperators.CAST_NOT_NULL)
            && call.operand(0) instanceof SqlCharStringLiteral);
  }

  /** REAL and a number that it would cut are compared as DOUBLE. */
  @Override
  public @Nullable RelDataType commonTypeForBinaryComparison(
      @Nullable RelDataType first, @Nullable RelDataType second) {
    boolean hasReal =
        first != null
            && second != null
            && (first.getSqlTypeName() == SqlTypeName.REAL
                || second.getSqlTypeName() == SqlTypeName.REAL);
    return hasReal && SqlTypeUtil.isNumeric(first) && SqlTypeUtil.isNumeric(second)
        ? factory.leastRestrictive(List.of(first, second))
        : super.commonTypeForBinaryComparison(first, second);
  }

  @Override
  public @Nullable RelDataType getWiderTypeForTwo(
      @Nullable RelDataType first, @Nullable RelDataType second, boolean stringPromotion) {
    boolean hasText =
        (first != null && SqlTypeUtil.isCharacter(first))
            || (second != null && SqlTypeUtil.isCharacter(second));
    return super.getWiderTypeForTwo(first, second, stringPromotion && hasText);
  }
}
