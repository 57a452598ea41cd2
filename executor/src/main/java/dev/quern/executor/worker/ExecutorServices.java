package dev.quern.executor.worker;

import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.formats.Formats;

/** What tasks of every query share within a process. Immutable and thread-safe. */
public record ExecutorServices(Formats formats, ExpressionCompiler expressions) {
  /**
   * Makes the services of a process. Worker processes make theirs with a new instance of the same
   * class, so implementations are public, have a public constructor without parameters, and hold
   * nothing.
   */
  public interface Provider {
    ExecutorServices create();
  }
}
