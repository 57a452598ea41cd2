package dev.quern.optimizer.explain;

import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.ExpressionVisitor;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Writes expressions much as a user would have, with the names of the input's columns. */
final class ExpressionText implements ExpressionVisitor<String> {
  private static final Map<String, String> INFIX =
      Map.ofEntries(
          Map.entry("add", "+"),
          Map.entry("subtract", "-"),
          Map.entry("multiply", "*"),
          Map.entry("divide", "/"),
          Map.entry("modulo", "%"),
          Map.entry("concat", "||"),
          Map.entry("equal", "="),
          Map.entry("not_equal", "<>"),
          Map.entry("less_than", "<"),
          Map.entry("less_than_or_equal", "<="),
          Map.entry("greater_than", ">"),
          Map.entry("greater_than_or_equal", ">="),
          Map.entry("is_distinct_from", "IS DISTINCT FROM"),
          Map.entry("is_not_distinct_from", "IS NOT DISTINCT FROM"),
          Map.entry("date_add", "+"),
          Map.entry("like", "LIKE"),
          Map.entry("ilike", "ILIKE"));
  private static final int LONGEST_LIST = 8;

  private final Schema columns;

  private ExpressionText(Schema columns) {
    this.columns = columns;
  }

  static String of(Expression expression, Schema columns) {
    return expression.accept(new ExpressionText(columns));
  }

  static String literal(Literal literal) {
    return literal.accept(new ExpressionText(Schema.of()));
  }

  @Override
  public String visitColumn(ColumnReference column) {
    return column.index() < columns.size()
        ? columns.field(column.index()).name()
        : "#" + column.index();
  }

  @Override
  public String visitLiteral(Literal literal) {
    Object value = literal.value();
    if (value == null) {
      return "NULL";
    }
    DataType type = literal.type();
    if (value instanceof String text) {
      return "'" + text.replace("'", "''") + "'";
    }
    if (type instanceof DataType.DateType) {
      return "DATE '" + LocalDate.ofEpochDay((Long) value) + "'";
    }
    if (type instanceof DataType.TimeType) {
      return "TIME '" + LocalTime.ofNanoOfDay((Long) value * 1_000) + "'";
    }
    if (type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType) {
      Instant instant = Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
      return type.sqlName() + " '" + instant.atOffset(ZoneOffset.UTC).toLocalDateTime() + "'";
    }
    if (type instanceof DataType.IntervalType interval) {
      return interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH
          ? "INTERVAL " + value + " MONTH"
          : "INTERVAL " + value + " MICROSECOND";
    }
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  @Override
  public String visitCall(Call call) {
    List<String> operands = operands(call.operands());
    String infix = INFIX.get(call.function());
    if (infix != null && operands.size() == 2) {
      return operands.get(0) + " " + infix + " " + operands.get(1);
    }
    if (call.function().equals("in")) {
      return operands.get(0) + " IN (" + shortened(operands.subList(1, operands.size())) + ")";
    }
    if (call.function().startsWith("is_") && operands.size() == 1) {
      return operands.get(0)
          + " "
          + call.function().toUpperCase(java.util.Locale.ROOT).replace('_', ' ');
    }
    List<String> plain = call.operands().stream().map(operand -> operand.accept(this)).toList();
    return call.function() + "(" + String.join(", ", plain) + ")";
  }

  @Override
  public String visitCast(Cast cast) {
    return (cast.nullOnFailure() ? "TRY_CAST(" : "CAST(")
        + cast.operand().accept(this)
        + " AS "
        + cast.type().sqlName()
        + ")";
  }

  @Override
  public String visitCase(Case caseExpression) {
    String branches =
        caseExpression.branches().stream()
            .map(
                branch ->
                    " WHEN "
                        + branch.condition().accept(this)
                        + " THEN "
                        + branch.value().accept(this))
            .collect(Collectors.joining());
    return "CASE" + branches + " ELSE " + caseExpression.otherwise().accept(this) + " END";
  }

  @Override
  public String visitAnd(And and) {
    return String.join(" AND ", operands(and.operands()));
  }

  @Override
  public String visitOr(Or or) {
    return String.join(" OR ", operands(or.operands()));
  }

  @Override
  public String visitNot(Not not) {
    return "NOT " + operands(List.of(not.operand())).get(0);
  }

  /** Returns the operands, in parentheses where an operator of their own could be misread. */
  private List<String> operands(List<Expression> operands) {
    return operands.stream()
        .map(
            operand -> {
              String text = operand.accept(this);
              boolean isCompound =
                  operand instanceof And
                      || operand instanceof Or
                      || (operand instanceof Call call && isArithmetic(call));
              return isCompound ? "(" + text + ")" : text;
            })
        .toList();
  }

  private static boolean isArithmetic(Call call) {
    String infix = INFIX.get(call.function());
    return infix != null && Objects.requireNonNull(infix).length() == 1 && "+-*/%".contains(infix);
  }

  private static String shortened(List<String> list) {
    return list.size() <= LONGEST_LIST
        ? String.join(", ", list)
        : String.join(", ", list.subList(0, LONGEST_LIST - 1))
            + ", ... "
            + (list.size() - LONGEST_LIST + 1)
            + " more";
  }
}
