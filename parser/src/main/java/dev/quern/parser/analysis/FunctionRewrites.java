package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Dialect;
import dev.quern.parser.syntax.FunctionCalls;
import dev.quern.parser.syntax.NearNames;
import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites functions whose syntax the parser ties to operators of Calcite to functions that are
 * looked up by name, and the current time to a constant: it is one for all of a query, in all its
 * processes.
 */
final class FunctionRewrites {
  private static final long MICROS_PER_SECOND = 1_000_000L;

  /** Aggregates that choose among equals by the value alone, or by no rule at all. */
  private static final Set<String> WITHOUT_ORDER =
      Set.of("mode", "arg_min", "argmin", "min_by", "arg_max", "argmax", "max_by");

  private final QuernOperators operators;
  private final Instant now;
  private final ZoneId zone;

  FunctionRewrites(QuernOperators operators, Instant now, ZoneId zone) {
    this.operators = operators;
    this.now = now;
    this.zone = zone;
  }

  /** Returns the operators that names stand for. */
  QuernOperators operators() {
    return operators;
  }

  /** Returns the value of a name such as CURRENT_DATE, or null if it is a column. */
  @Nullable SqlNode constant(SqlIdentifier identifier) {
    boolean isWord =
        identifier.isSimple()
            && !identifier.isComponentQuoted(0)
            && Dialect.TIME_WORDS.contains(identifier.getSimple().toLowerCase(Locale.ROOT));
    return isWord ? time(identifier.getSimple(), identifier.getParserPosition()) : null;
  }

  /**
   * Returns the call to look up.
   *
   * @throws QueryException UNKNOWN_FUNCTION for one of Calcite's that we do not have
   */
  SqlNode rewrite(SqlCall call) {
    SqlOperator operator = call.getOperator();
    SqlParserPos position = call.getParserPosition();
    switch (operator.getKind()) {
      case POSITION:
        return call.operandCount() == 2
            ? checked(FunctionCalls.of("strpos", position, call.operand(1), call.operand(0)))
            : checked(call);
      case POSIX_REGEX_CASE_SENSITIVE:
        return matches(operator, position, call.operand(0), call.operand(1));
      case POSIX_REGEX_CASE_INSENSITIVE:
        SqlNode flags = ParameterLiterals.node(Literal.of("i"), position);
        return matches(operator, position, call.operand(0), call.operand(1), flags);
      case EXTRACT:
        return isEpoch(call.operand(0))
            ? checked(FunctionCalls.of("epoch", position, call.operand(1)))
            : named(call);
      case TRANSLATE:
      case OTHER_FUNCTION:
        return operator.getName().equals("TRANSLATE3")
            ? checked(
                FunctionCalls.of(
                    "translate", position, call.getOperandList().toArray(new SqlNode[0])))
            : named(call);
      case CAST:
      case SAFE_CAST:
        return checked(TruthValueCasts.rewrite(call));
      case ARRAY_VALUE_CONSTRUCTOR:
      case MAP_VALUE_CONSTRUCTOR:
        return CollectionConstructor.of(call);
      case STRING_AGG:
      case GROUP_CONCAT:
      case ARRAY_AGG:
        return ordered(call);
      default:
        return named(call);
    }
  }

  private SqlNode named(SqlCall call) {
    if (call.getOperator() instanceof SqlUnresolvedFunction && isOrdered(call)) {
      return ordered(call);
    }
    String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
    if (name.equals("regr_count") && call.operandCount() == 2) {
      return AggregateRewrites.countOfPairs(call);
    }
    if ((name.equals("count_if") || name.equals("countif")) && call.operandCount() == 1) {
      return AggregateRewrites.countOfTrue(call);
    }
    if (name.equals("date") && call.operandCount() == 1) {
      return toDate(call);
    }
    boolean isPart = name.equals("date_part") || name.equals("datepart");
    if (isPart && call.operandCount() == 2 && isEpoch(call.operand(0))) {
      return checked(FunctionCalls.of("epoch", call.getParserPosition(), call.operand(1)));
    }
    boolean mayBeTime =
        call.getOperator() instanceof SqlUnresolvedFunction && call.operandCount() == 0;
    SqlNode time = mayBeTime ? time(call.getOperator().getName(), call.getParserPosition()) : null;
    return time == null ? checked(call) : time;
  }

  /** Returns whether a field is seconds since 1970: they have a fraction, the others have none. */
  private static boolean isEpoch(SqlNode field) {
    return field instanceof SqlIntervalQualifier unit
        ? unit.getStartUnit() == TimeUnit.EPOCH
        : field instanceof SqlCharStringLiteral text && "epoch".equalsIgnoreCase(text.toValue());
  }

  private static SqlNode toDate(SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    SqlDataTypeSpec date =
        new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.DATE, position), position);
    return SqlStdOperatorTable.CAST.createCall(position, call.operand(0), date);
  }

  private SqlNode matches(SqlOperator operator, SqlParserPos position, SqlNode... operands) {
    SqlCall matches = checked(FunctionCalls.of("regexp_matches", position, operands));
    return operator.getName().startsWith("NEGATED")
        ? SqlStdOperatorTable.NOT.createCall(position, matches)
        : matches;
  }

  private static boolean isOrdered(SqlCall call) {
    return call.operandCount() > 0 && call.operand(call.operandCount() - 1) instanceof SqlNodeList;
  }

  /** Turns {@code f(x, y ORDER BY z)} into {@code f(x, y) WITHIN GROUP (ORDER BY z)}. */
  private SqlNode ordered(SqlCall call) {
    List<SqlNode> arguments = new ArrayList<>();
    SqlNodeList order = null;
    for (SqlNode operand : call.getOperandList()) {
      if (operand instanceof SqlNodeList list) {
        order = list;
      } else {
        arguments.add(operand);
      }
    }
    SqlParserPos position = call.getParserPosition();
    String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
    if (order != null && WITHOUT_ORDER.contains(name)) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Not supported: ORDER BY in the arguments of " + name + Positions.at(position));
    }
    SqlCall plain =
        FunctionCalls.of(name, position)
            .getOperator()
            .createCall(call.getFunctionQuantifier(), position, arguments.toArray(new SqlNode[0]));
    return order == null
        ? checked(plain)
        : SqlStdOperatorTable.WITHIN_GROUP.createCall(position, checked(plain), order);
  }

  /** Calcite fails on these without a word. */
  private static boolean lacksArgument(SqlCall call) {
    return call.getKind() == SqlKind.UNNEST
        ? SqlUtil.isNullLiteral(call.operand(0), true)
        : call.getOperator().getName().equalsIgnoreCase("coalesce") && call.operandCount() == 0;
  }

  private SqlCall checked(SqlCall call) {
    SqlOperator operator = call.getOperator();
    if (lacksArgument(call)) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Argument whose type is known is missing: function="
              + operator.getName().toLowerCase(Locale.ROOT)
              + Positions.at(call.getParserPosition()));
    }
    if (operator instanceof SqlFunction && !operators.has(operator.getName())) {
      String name = operator.getName().toLowerCase(Locale.ROOT);
      throw new QueryException(
          ErrorCode.UNKNOWN_FUNCTION,
          "Unknown function: "
              + name
              + Positions.at(call.getParserPosition())
              + NearNames.hint(name, operators.functionNames()));
    }
    return call;
  }

  private @Nullable SqlNode time(String name, SqlParserPos position) {
    switch (name.toLowerCase(Locale.ROOT)) {
      case "current_date":
      case "today":
        return literal(localTime().toLocalDate().toEpochDay(), DataTypes.DATE, position);
      case "localtime":
      case "current_time":
        return literal(localTime().toLocalTime().toNanoOfDay() / 1000, DataTypes.TIME, position);
      case "localtimestamp":
        return literal(
            micros(localTime().toInstant(ZoneOffset.UTC)), DataTypes.TIMESTAMP, position);
      case "current_timestamp":
      case "now":
        return literal(micros(now), DataTypes.TIMESTAMP_WITH_TIME_ZONE, position);
      default:
        return null;
    }
  }

  private static SqlNode literal(long value, DataType type, SqlParserPos position) {
    return ParameterLiterals.node(new Literal(value, type), position);
  }

  private LocalDateTime localTime() {
    return LocalDateTime.ofInstant(now, zone);
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / 1000;
  }
}
