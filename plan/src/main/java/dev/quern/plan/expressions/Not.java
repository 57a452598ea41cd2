package dev.quern.plan.expressions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.List;

/** True if the operand is false, false if it is true, null if it is null. */
public record Not(Expression operand) implements Expression {
  @Override
  @JsonIgnore
  public DataType type() {
    return DataTypes.BOOLEAN;
  }

  @Override
  @JsonIgnore
  public boolean nullable() {
    return operand.nullable();
  }

  @Override
  @JsonIgnore
  public List<Expression> operands() {
    return List.of(operand);
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return new Not(operands.get(0));
  }

  @Override
  public <R> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitNot(this);
  }
}
