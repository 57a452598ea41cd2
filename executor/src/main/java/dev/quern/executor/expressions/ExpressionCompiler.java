package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Makes expressions ready to run. Thread-safe; keeps compiled classes by shape for later queries.
 */
public interface ExpressionCompiler {
  /** Returns the boolean {@code condition} over rows of {@code input}. */
  Predicate predicate(Expression condition, Schema input);

  /**
   * Returns the given expressions over rows of {@code input}, named and typed by {@code output}.
   */
  Projection projection(List<Expression> expressions, Schema input, Schema output);

  /** Returns the functions and aggregates of the program that plans may call. */
  default UserFunctions userFunctions() {
    return new UserFunctions();
  }
}
