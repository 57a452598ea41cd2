package dev.quern.executor.expressions.loops;

import org.jspecify.annotations.Nullable;

/** A loop that computes columns. Not thread-safe. */
public abstract class ProjectionLoop {
  /**
   * Writes {@code count} values to each of the outputs.
   *
   * @param selected the rows to read; null = the first {@code count}
   */
  public abstract void project(
      ColumnAddresses columns, OutputColumn[] outputs, int @Nullable [] selected, int count);
}
