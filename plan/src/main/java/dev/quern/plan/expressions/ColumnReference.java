package dev.quern.plan.expressions;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.List;

/** The value of the input's column at {@code index}, counted from 0. */
public record ColumnReference(int index, DataType type, boolean nullable) implements Expression {

  /**
   * Returns a reference to the column at {@code index} of an input that has {@code field} there.
   */
  public static ColumnReference of(int index, Field field) {
    return new ColumnReference(index, field.type(), field.nullable());
  }

  @Override
  public List<Expression> operands() {
    return List.of();
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return this;
  }

  @Override
  public <R> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitColumn(this);
  }
}
