package dev.quern.parser.analysis;

import dev.quern.parser.catalog.FileCall;
import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Calls of {@code range} and {@code generate_series} in FROM, with constant whole numbers. */
final class SeriesCalls {
  private SeriesCalls() {}

  static boolean isSeries(SqlBasicCall call) {
    return FileCall.SERIES.contains(call.getOperator().getName().toLowerCase(Locale.ROOT));
  }

  /** Returns the call with its numbers as paths; none if an argument is NULL. */
  static FileCall of(SqlBasicCall call) {
    List<String> numbers = new ArrayList<>();
    boolean hasNull = false;
    for (SqlNode argument : call.getOperandList()) {
      hasNull |= SqlUtil.isNullLiteral(argument, true);
      numbers.add(hasNull ? "" : Long.toString(number(argument)));
    }
    if (numbers.isEmpty() || numbers.size() > 3) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          call.getOperator().getName()
              + " takes (stop), (start, stop) or (start, stop, step)"
              + Positions.at(call.getParserPosition()));
    }
    SqlParserPos position = call.getParserPosition();
    return new FileCall(
        call.getOperator().getName().toLowerCase(Locale.ROOT),
        hasNull ? List.of() : numbers,
        Map.of(),
        position.getLineNum(),
        position.getColumnNum());
  }

  private static long number(SqlNode node) {
    try {
      return constant(node);
    } catch (ArithmeticException e) {
      throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "Too large for BIGINT" + at(node), e);
    }
  }

  private static long constant(SqlNode node) {
    if (node instanceof SqlNumericLiteral literal) {
      return literal.bigDecimalValue().longValueExact();
    }
    if (node instanceof SqlCall call && call.operandCount() > 0) {
      long first = constant(call.operand(0));
      switch (call.getKind()) {
        case MINUS_PREFIX:
          return Math.negateExact(first);
        case PLUS_PREFIX:
        case CAST:
          return first;
        case PLUS:
          return Math.addExact(first, constant(call.operand(1)));
        case MINUS:
          return Math.subtractExact(first, constant(call.operand(1)));
        case TIMES:
          return Math.multiplyExact(first, constant(call.operand(1)));
        default:
          break;
      }
    }
    throw new QueryException(
        ErrorCode.UNSUPPORTED, "range and generate_series take constant whole numbers" + at(node));
  }

  private static String at(SqlNode node) {
    return Positions.at(node.getParserPosition());
  }
}
