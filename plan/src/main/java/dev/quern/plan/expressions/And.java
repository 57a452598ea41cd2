package dev.quern.plan.expressions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.List;

/** True if all operands are true, false if one is false, else null (three-valued logic). */
public record And(List<Expression> operands) implements Expression {
  public And {
    operands = List.copyOf(operands);
  }

  @Override
  @JsonIgnore
  public DataType type() {
    return DataTypes.BOOLEAN;
  }

  @Override
  @JsonIgnore
  public boolean nullable() {
    return operands.stream().anyMatch(Expression::nullable);
  }

  @Override
  public Expression withOperands(List<Expression> newOperands) {
    return new And(newOperands);
  }

  @Override
  public <R> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitAnd(this);
  }
}
