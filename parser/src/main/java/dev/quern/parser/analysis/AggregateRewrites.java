package dev.quern.parser.analysis;

import dev.quern.parser.syntax.FunctionCalls;
import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Aggregates that are another way to write one that we have. */
final class AggregateRewrites {
  private AggregateRewrites() {}

  /**
   * Returns {@code quantile_cont(x, f)} for {@code percentile_cont(f) WITHIN GROUP (ORDER BY x)},
   * and so on for {@code percentile_disc} and {@code mode()}; any other call as it is.
   *
   * @throws QueryException UNSUPPORTED for more than one key, and for a descending one but of
   *     {@code percentile_cont}; TYPE_MISMATCH for another number of arguments
   */
  static SqlCall ofOrderedSet(SqlCall call) {
    if (call.getKind() != SqlKind.WITHIN_GROUP) {
      return call;
    }
    SqlCall function = call.operand(0);
    SqlNodeList order = call.operand(1);
    String name = function.getOperator().getName().toLowerCase(Locale.ROOT);
    switch (name) {
      case "mode":
        checkArguments(function, name, 0);
        return FunctionCalls.of("mode", call.getParserPosition(), ascendingKey(order, call));
      case "percentile_cont":
        checkArguments(function, name, 1);
        return quantile("quantile_cont", call, function.operand(0), key(order, call));
      case "percentile_disc":
        checkArguments(function, name, 1);
        return quantile("quantile_disc", call, function.operand(0), key(order, call));
      default:
        return call;
    }
  }

  private static void checkArguments(SqlCall function, String name, int count) {
    if (function.operandCount() != count) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Wrong number of arguments before WITHIN GROUP: function="
              + name
              + ", given="
              + function.operandCount()
              + ", expected="
              + count
              + Positions.at(function.getParserPosition()));
    }
  }

  private static SqlNode key(SqlNodeList order, SqlCall call) {
    if (order.size() != 1) {
      throw refused("several keys in WITHIN GROUP", call);
    }
    return order.get(0);
  }

  private static SqlNode ascendingKey(SqlNodeList order, SqlCall call) {
    SqlNode key = key(order, call);
    boolean placesNulls =
        key.getKind() == SqlKind.NULLS_FIRST || key.getKind() == SqlKind.NULLS_LAST;
    SqlNode value = placesNulls ? ((SqlCall) key).operand(0) : key;
    if (value.getKind() == SqlKind.DESCENDING) {
      throw refused("mode in descending order", call);
    }
    return value;
  }

  private static SqlCall quantile(String name, SqlCall call, SqlNode fraction, SqlNode key) {
    SqlParserPos position = call.getParserPosition();
    if (key.getKind() == SqlKind.NULLS_FIRST || key.getKind() == SqlKind.NULLS_LAST) {
      return quantile(name, call, fraction, ((SqlCall) key).operand(0));
    }
    if (key.getKind() != SqlKind.DESCENDING) {
      return FunctionCalls.of(name, position, key, fraction);
    }
    if (name.equals("quantile_disc")) {
      throw refused("percentile_disc in descending order", call);
    }
    SqlNode fromEnd =
        SqlStdOperatorTable.MINUS.createCall(
            position, SqlLiteral.createExactNumeric("1.0", position), fraction);
    return FunctionCalls.of(name, position, ((SqlCall) key).operand(0), fromEnd);
  }

  /** Returns {@code regr_count(y, x)} as a count of the pairs without NULL. */
  static SqlCall countOfPairs(SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    SqlNode first = call.operand(0);
    SqlNode second = call.operand(1);
    SqlNode isPair =
        SqlStdOperatorTable.AND.createCall(
            position,
            SqlStdOperatorTable.IS_NOT_NULL.createCall(position, first),
            SqlStdOperatorTable.IS_NOT_NULL.createCall(position, second));
    return countOf(isPair, call);
  }

  /** Returns {@code count_if(x)} as a count of the rows for which x is true. */
  static SqlCall countOfTrue(SqlCall call) {
    return countOf(call.operand(0), call);
  }

  private static SqlCall countOf(SqlNode condition, SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    SqlNode oneOrNull =
        new SqlCase(
            position,
            null,
            SqlNodeList.of(condition),
            SqlNodeList.of(SqlLiteral.createExactNumeric("1", position)),
            SqlLiteral.createNull(position));
    return SqlStdOperatorTable.COUNT.createCall(call.getFunctionQuantifier(), position, oneOrNull);
  }

  private static QueryException refused(String what, SqlNode node) {
    return new QueryException(
        ErrorCode.UNSUPPORTED, "Not supported: " + what + Positions.at(node.getParserPosition()));
  }
}
