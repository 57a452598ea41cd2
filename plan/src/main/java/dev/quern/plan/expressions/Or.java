package dev.quern.plan.expressions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.List;

/** True if one operand is true, false if all are false, else null (three-valued logic). */
public record Or(List<Expression> operands) implements Expression {
  public Or {
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
    return new Or(newOperands);
  }

  @Override
  public <R> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitOr(this);
  }
}
