package dev.quern.executor.operators.join;

import org.jspecify.annotations.Nullable;

/**
 * The table of a broadcast build side, which all tasks of a process probe. Has no table if that did
 * not fit memory: then each task joins by itself.
 */
final class SharedBuild implements AutoCloseable {
  private final @Nullable JoinTable table;
  private final @Nullable PublishedFilters filters;

  /** Takes ownership of both, which are null together. */
  SharedBuild(@Nullable JoinTable table, @Nullable PublishedFilters filters) {
    this.table = table;
    this.filters = filters;
  }

  /** Returns the finished table, or null. */
  @Nullable JoinTable table() {
    return table;
  }

  @Nullable PublishedFilters filters() {
    return filters;
  }

  @Override
  public void close() {
    if (filters != null) {
      filters.close();
    }
    if (table != null) {
      table.close();
    }
  }
}
