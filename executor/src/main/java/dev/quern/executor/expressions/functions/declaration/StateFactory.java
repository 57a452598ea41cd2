package dev.quern.executor.expressions.functions.declaration;

import dev.quern.plan.expressions.Literal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the object that a function keeps for one place of call, such as a parsed pattern. */
@FunctionalInterface
public interface StateFactory {
  /**
   * Returns a new state, used by one thread.
   *
   * @param constants for each operand its constant value, or null if it differs from row to row
   */
  Object create(List<@Nullable Literal> constants);
}
