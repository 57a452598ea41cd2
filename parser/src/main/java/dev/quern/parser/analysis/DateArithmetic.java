package dev.quern.parser.analysis;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
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
 *
 * <p>A date plus an interval of years, months or days is a date, as in standard SQL: such dates are
 * compared with columns of dates as they are. An interval with hours or less makes it a timestamp.
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

  private static final Set<SqlOperator> ARITHMETIC =
      Set.of(
          SqlStdOperatorTable.PLUS,
          SqlStdOperatorTable.MINUS,
          SqlStdOperatorTable.MULTIPLY,
          SqlStdOperatorTable.DIVIDE);

  /** Functions that add an interval to a date. */
  private static final Set<String> SUM_FUNCTIONS = Set.of("date_add", "date_sub");

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
        && (ARITHMETIC.contains(call.getOperator())
            || SUM_FUNCTIONS.contains(call.getOperator().getName().toLowerCase(Locale.ROOT)));
  }

  /** Changes a call in place if its operands have such types. */
  static void rewrite(SqlBasicCall call, RelDataType first, RelDataType second) {
    SqlOperator operator = call.getOperator();
    if (operator.equals(SqlStdOperatorTable.MULTIPLY)
        || operator.equals(SqlStdOperatorTable.DIVIDE)) {
      rewriteProduct(call, first, second);
      return;
    }
    boolean adds = operator.equals(SqlStdOperatorTable.PLUS);
    if (isDate(first) && hasTime(second)) {
      call.setOperand(0, cast(call.operand(0), timestamp()));
    } else if (adds && hasTime(first) && isDate(second)) {
      call.setOperand(1, cast(call.operand(1), timestamp()));
    } else if (!operator.equals(SqlStdOperatorTable.MINUS) && !adds) {
      return;
    } else if (isDate(first) && isInteger(second)) {
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

  /** Gives days a time of day where their product or quotient may have one. */
  private static void rewriteProduct(SqlBasicCall call, RelDataType first, RelDataType second) {
    boolean divides = call.getOperator().equals(SqlStdOperatorTable.DIVIDE);
    if (isDays(first) && (divides || !isInteger(second))) {
      call.setOperand(0, cast(call.operand(0), dayToSecond()));
    } else if (!divides && isDays(second) && !isInteger(first)) {
      call.setOperand(1, cast(call.operand(1), dayToSecond()));
    }
  }

  private static SqlNode cast(SqlNode operand, SqlNode type) {
    return SqlStdOperatorTable.CAST.createCall(operand.getParserPosition(), operand, type);
  }

  private static SqlNode timestamp() {
    return new SqlDataTypeSpec(
        new SqlBasicTypeNameSpec(
            SqlTypeName.TIMESTAMP, QuernTypeSystem.TIME_PRECISION, SqlParserPos.ZERO),
        SqlParserPos.ZERO);
  }

  private static SqlNode dayToSecond() {
    return Intervals.qualifier(DataType.IntervalType.Kind.DAY_TIME);
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

  private static boolean isDays(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.INTERVAL_DAY;
  }

  /** Returns whether a type is that of intervals with hours, minutes or seconds. */
  private static boolean hasTime(RelDataType type) {
    return SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName()) && !isDays(type);
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
