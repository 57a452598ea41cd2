package dev.quern.plan.expressions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.DataType;
import java.util.List;

/**
 * Converts to {@code type}; a value that does not fit is an error, or NULL if {@code nullOnFailure}
 * (TRY_CAST).
 */
public record Cast(Expression operand, DataType type, boolean nullOnFailure) implements Expression {
  @Override
  @JsonIgnore
  public boolean nullable() {
    return nullOnFailure || operand.nullable();
  }

  @Override
  @JsonIgnore
  public List<Expression> operands() {
    return List.of(operand);
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return new Cast(operands.get(0), type, nullOnFailure);
  }

  @Override
  public <R> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitCast(this);
  }
}
