package dev.quern.executor.worker;

import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.memory.ResourceRules;

/**
 * What tasks of every query share within a process. Immutable and thread-safe.
 *
 * @param rules {@link ResourceRules#NONE} but in tests
 */
public record ExecutorServices(
    Formats formats, ExpressionCompiler expressions, ResourceRules rules) {
  public ExecutorServices(Formats formats, ExpressionCompiler expressions) {
    this(formats, expressions, ResourceRules.NONE);
  }

  /**
   * Makes the services of a process. Worker processes make theirs with a new instance of the same
   * class, so implementations are public, have a public constructor without parameters, and hold
   * nothing.
   */
  public interface Provider {
    ExecutorServices create();
  }
}
