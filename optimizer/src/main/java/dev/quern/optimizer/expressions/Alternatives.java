package dev.quern.optimizer.expressions;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins operands of an OR that compare the same value with constants into one {@code in}. */
final class Alternatives {
  private Alternatives() {}

  static Expression or(List<Expression> operands) {
    Map<Expression, Set<Expression>> constants = new LinkedHashMap<>();
    List<Expression> others = new ArrayList<>();
    for (Expression operand : flattened(operands)) {
      if (isPoint(operand)) {
        Set<Expression> points =
            constants.computeIfAbsent(operand.operands().get(0), value -> new LinkedHashSet<>());
        points.addAll(operand.operands().subList(1, operand.operands().size()));
      } else {
        others.add(operand);
      }
    }
    List<Expression> alternatives = new ArrayList<>();
    constants.forEach((value, points) -> alternatives.add(in(value, points)));
    alternatives.addAll(others);
    return alternatives.size() == 1 ? alternatives.get(0) : new Or(alternatives);
  }

  private static Expression in(Expression value, Set<Expression> points) {
    List<Expression> operands = new ArrayList<>();
    operands.add(value);
    operands.addAll(points);
    String function = points.size() == 1 ? "equal" : "in";
    return new Call(function, operands, DataTypes.BOOLEAN, value.nullable());
  }

  private static boolean isPoint(Expression operand) {
    if (!(operand instanceof Call call)
        || !(call.function().equals("equal") || call.function().equals("in"))) {
      return false;
    }
    Expression value = call.operands().get(0);
    return !(value instanceof Literal)
        && call.operands().stream()
            .skip(1)
            .allMatch(
                point ->
                    point instanceof Literal literal
                        && !literal.isNull()
                        && literal.type().equals(value.type()));
  }

  private static List<Expression> flattened(List<Expression> operands) {
    List<Expression> flattened = new ArrayList<>();
    for (Expression operand : operands) {
      if (operand instanceof Or or) {
        flattened.addAll(flattened(or.operands()));
      } else {
        flattened.add(operand);
      }
    }
    return flattened;
  }
}
