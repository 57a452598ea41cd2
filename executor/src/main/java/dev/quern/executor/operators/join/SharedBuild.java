package dev.quern.executor.operators.join;

import dev.quern.executor.operators.Closing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of a broadcast build side, which all tasks of a process probe. Has no table if that did
 * not fit memory: then each task joins by itself.
 */
final class SharedBuild implements AutoCloseable {
  private final @Nullable HybridBuild build;
  private final @Nullable PublishedFilters filters;

  /**
   * Takes ownership of both, which are null together.
   *
   * @param build is finished and has nothing on disk
   */
  SharedBuild(@Nullable HybridBuild build, @Nullable PublishedFilters filters) {
    this.build = build;
    this.filters = filters;
  }

  /** Returns the finished table, or null. */
  @Nullable JoinTable table() {
    return build == null ? null : build.table();
  }

  @Nullable PublishedFilters filters() {
    return filters;
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    if (filters != null) {
      closeables.add(filters);
    }
    if (build != null) {
      closeables.add(build);
    }
    Closing.closeAll(closeables);
  }
}
