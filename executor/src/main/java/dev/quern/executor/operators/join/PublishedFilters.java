package dev.quern.executor.operators.join;

import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import java.util.Map;

/** The filters that a finished build side gives to scans of the probe side. */
final class PublishedFilters implements AutoCloseable {
  private final Map<Integer, KeyFilter> filters;

  /**
   * Takes ownership of the filters; must be closed before the build side.
   *
   * @param filters by the ids under which scans know them
   */
  PublishedFilters(Map<Integer, KeyFilter> filters) {
    this.filters = filters;
  }

  void publishTo(RuntimeFilterRegistry registry) {
    filters.forEach(registry::publish);
  }

  @Override
  public void close() {
    Closing.closeAll(filters.values());
  }
}
