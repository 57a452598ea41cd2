package dev.quern.parser.analysis;

import dev.quern.plan.types.DataTypes;
import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Arithmetic of dates as PostgreSQL has it: a date plus or minus a number of days, the days between
 * two dates, the interval between two timestamps. Rewrites them to what Calcite knows.
 */
final class DateArithmetic {
  /** {@code date - date}: a number. */
  static final SqlBinaryOperator DAYS_BETWEEN = difference("- days", ReturnTypes.BIGINT_NULLABLE);

  /** {@code timestamp - timestamp}: an interval. */
  static final SqlBinaryOperator INTERVAL_BETWEEN =
      difference(
          "- interval",
          binding ->
              binding
                  .getTypeFactory()
                  .createTypeWithNullability(
                      RelTypes.relType(
                          binding.getTypeFactory(), DataTypes.INTERVAL_DAY_TIME, false),
                      binding.getOperandType(0).isNullable()
                          || binding.getOperandType(1).isNullable()));

  private DateArithmetic() {}

  private static SqlBinaryOperator difference(String name, SqlReturnTypeInference type) {
    return new SqlBinaryOperator(
        name,
        SqlKind.MINUS,
        SqlStdOperatorTable.MINUS.getLeftPrec(),
        true,
        type,
        InferTypes.FIRST_KNOWN,
        OperandTypes.ANY_ANY);
  }

  static boolean mayApply(SqlNode node) {
    return node instanceof SqlBasicCall call
        && call.operandCount() == 2
        && (call.getOperator().equals(SqlStdOperatorTable.PLUS)
            || call.getOperator().equals(SqlStdOperatorTable.MINUS));
  }

  /** Changes a sum or difference in place if its operands have such types. */
  static void rewrite(SqlBasicCall call, RelDataType first, RelDataType second) {
    boolean adds = call.getOperator().equals(SqlStdOperatorTable.PLUS);
    if (isDate(first) && isInteger(second)) {
      call.setOperand(1, days(call.operand(1)));
    } else if (adds && isInteger(first) && isDate(second)) {
      SqlNode days = days(call.operand(0));
      call.setOperand(0, call.operand(1));
      call.setOperand(1, days);
    } else if (!adds && isDate(first) && isDate(second)) {
      call.setOperator(DAYS_BETWEEN);
    } else if (!adds && isPoint(first) && isPoint(second)) {
      call.setOperator(INTERVAL_BETWEEN);
    }
  }

  private static SqlNode days(SqlNode count) {
    SqlParserPos position = count.getParserPosition();
    SqlIntervalQualifier day = new SqlIntervalQualifier(TimeUnit.DAY, null, position);
    if (count instanceof SqlNumericLiteral literal && literal.isInteger()) {
      String number = Objects.requireNonNull(literal.toValue());
      return SqlLiteral.createInterval(1, number, day, position);
    }
    return SqlStdOperatorTable.MULTIPLY.createCall(
        position, SqlLiteral.createInterval(1, "1", day, position), count);
  }

  private static boolean isDate(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.DATE;
  }

  private static boolean isInteger(RelDataType type) {
    return SqlTypeName.INT_TYPES.contains(type.getSqlTypeName());
  }

  private static boolean isPoint(RelDataType type) {
    return isDate(type)
        || type.getSqlTypeName() == SqlTypeName.TIMESTAMP
        || type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
  }
}
