package dev.quern.parser.analysis;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/**
 * Writes the value of a parameter as a literal of its type, or as a list, struct or map of such. A
 * NULL is bare, so that its place decides its type; so is a number whose type a literal would have
 * anyway.
 */
final class ParameterLiterals {
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long SECONDS_PER_DAY = 86_400L;
  private static final long MICROS_PER_DAY = MICROS_PER_SECOND * SECONDS_PER_DAY;

  private ParameterLiterals() {}

  /**
   * Returns the value in the syntax tree.
   *
   * @param parameter a literal, or an {@code array}, {@code row} or {@code map} of such
   */
  static SqlNode node(Expression parameter, SqlParserPos position) {
    if (parameter instanceof Call call) {
      List<SqlNode> operands =
          call.operands().stream().map(operand -> node(operand, position)).toList();
      return new ParameterConstructor(call).createCall(position, operands);
    }
    return literal((Literal) parameter, position);
  }

  private static SqlNode literal(Literal parameter, SqlParserPos position) {
    Object value = parameter.value();
    DataType type = parameter.type();
    if (value == null) {
      return SqlLiteral.createNull(position);
    }
    if (value instanceof Boolean bool) {
      return SqlLiteral.createBoolean(bool, position);
    }
    if (value instanceof String text) {
      return SqlLiteral.createCharString(text, position);
    }
    if (value instanceof ByteBuffer bytes) {
      return SqlLiteral.createBinaryString(array(bytes), position);
    }
    if (value instanceof Double number) {
      return approximate(number, position);
    }
    if (value instanceof BigDecimal number) {
      return exact(number, position);
    }
    return ofLong((Long) value, type, position);
  }

  private static SqlNode ofLong(long value, DataType type, SqlParserPos position) {
    if (type instanceof DataType.DateType) {
      return SqlLiteral.createDate(DateString.fromDaysSinceEpoch((int) value), position);
    }
    if (type instanceof DataType.TimeType) {
      return SqlLiteral.createTime(
          new TimeString(time(value)), QuernTypeSystem.TIME_PRECISION, position);
    }
    if (type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType) {
      SqlLiteral literal =
          SqlLiteral.createTimestamp(
              SqlTypeName.TIMESTAMP, timestamp(value), QuernTypeSystem.TIME_PRECISION, position);
      return type instanceof DataType.TimestampType
          ? literal
          : cast(literal, SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, position);
    }
    if (type instanceof DataType.IntervalType interval) {
      return interval(value, interval.kind(), position);
    }
    return exact(BigDecimal.valueOf(value), position);
  }

  private static SqlNode interval(
      long value, DataType.IntervalType.Kind kind, SqlParserPos position) {
    boolean months = kind == DataType.IntervalType.Kind.YEAR_MONTH;
    BigDecimal count = BigDecimal.valueOf(value, months ? 0 : 6).abs();
    return SqlLiteral.createInterval(
        value < 0 ? -1 : 1,
        count.stripTrailingZeros().toPlainString(),
        new SqlIntervalQualifier(months ? TimeUnit.MONTH : TimeUnit.SECOND, null, position),
        position);
  }

  private static SqlNode exact(BigDecimal number, SqlParserPos position) {
    SqlLiteral literal = SqlLiteral.createExactNumeric(number.abs().toPlainString(), position);
    return number.signum() < 0
        ? SqlStdOperatorTable.UNARY_MINUS.createCall(position, literal)
        : literal;
  }

  /** NaN and infinities have no literal but a text that casts. */
  private static SqlNode approximate(double number, SqlParserPos position) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      SqlLiteral text = SqlLiteral.createCharString(Double.toString(number), position);
      return cast(text, SqlTypeName.DOUBLE, position);
    }
    SqlLiteral literal =
        SqlLiteral.createApproxNumeric(
            new BigDecimal(Double.toString(Math.abs(number))).unscaledValue()
                + "E"
                + -new BigDecimal(Double.toString(Math.abs(number))).scale(),
            position);
    return number < 0 ? SqlStdOperatorTable.UNARY_MINUS.createCall(position, literal) : literal;
  }

  private static SqlNode cast(SqlNode value, SqlTypeName type, SqlParserPos position) {
    SqlDataTypeSpec spec = new SqlDataTypeSpec(new SqlBasicTypeNameSpec(type, position), position);
    return SqlStdOperatorTable.CAST.createCall(position, value, spec);
  }

  private static TimestampString timestamp(long micros) {
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY));
    return new TimestampString(day + " " + time(Math.floorMod(micros, MICROS_PER_DAY)));
  }

  /** Returns hours, minutes, seconds and, unless it is zero, the fraction without final zeros. */
  private static String time(long micros) {
    long seconds = micros / MICROS_PER_SECOND;
    long fraction = micros % MICROS_PER_SECOND;
    String text =
        String.format(
            Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return fraction == 0
        ? text
        : text + "." + String.format(Locale.ROOT, "%06d", fraction).replaceAll("0+$", "");
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }
}
