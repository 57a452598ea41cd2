package dev.quern.executor.expressions.nested;

import dev.quern.plan.expressions.Expression;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** Computes one function for a row of its arguments. */
@FunctionalInterface
public interface NestedKernel {
  /**
   * Writes the result for {@code row} to the same row of {@code target}. Rows are written in
   * ascending order; a result is written for each.
   *
   * @param call the call, for constant arguments
   * @param arguments one vector for each operand
   */
  void write(Expression call, List<FieldVector> arguments, int row, FieldVector target);
}
