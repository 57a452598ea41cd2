package dev.quern.plan.expressions;

import dev.quern.plan.types.DataType;
import java.util.List;

/**
 * A call of the named scalar function. Operands already have the types that the function takes: the
 * optimizer inserts casts, the executor never coerces.
 */
public record Call(String function, List<Expression> operands, DataType type, boolean nullable)
    implements Expression {
  public Call {
    operands = List.copyOf(operands);
  }

  @Override
  public Expression withOperands(List<Expression> newOperands) {
    return new Call(function, newOperands, type, nullable);
  }

  @Override
  public <R> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitCall(this);
  }
}
