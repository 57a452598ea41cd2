package dev.quern.plan.expressions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of the first branch whose condition is true, else {@code otherwise}. Only the chosen
 * value is evaluated. All values have exactly {@code type}.
 */
public record Case(List<Branch> branches, Expression otherwise, DataType type)
    implements Expression {

  /** A condition (boolean) and the value taken if it is true. */
  public record Branch(Expression condition, Expression value) {}

  public Case {
    branches = List.copyOf(branches);
  }

  @Override
  @JsonIgnore
  public boolean nullable() {
    return otherwise.nullable() || branches.stream().anyMatch(branch -> branch.value().nullable());
  }

  /** Returns condition and value of each branch in turn, then {@code otherwise}. */
  @Override
  @JsonIgnore
  public List<Expression> operands() {
    List<Expression> operands = new ArrayList<>();
    for (Branch branch : branches) {
      operands.add(branch.condition());
      operands.add(branch.value());
    }
    operands.add(otherwise);
    return operands;
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    List<Branch> newBranches = new ArrayList<>();
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      newBranches.add(new Branch(operands.get(i), operands.get(i + 1)));
    }
    return new Case(newBranches, operands.get(operands.size() - 1), type);
  }

  @Override
  public <R> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitCase(this);
  }
}
