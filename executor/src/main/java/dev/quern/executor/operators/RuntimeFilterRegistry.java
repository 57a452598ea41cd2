package dev.quern.executor.operators;

import dev.quern.executor.formats.RuntimeFilters;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filters that the joins of one task have published so far. One for each tree of operators;
 * used by its thread.
 */
public final class RuntimeFilterRegistry implements RuntimeFilters {
  private final Map<Integer, RuntimeFilter> filters = new HashMap<>();

  /** Makes a filter known to scans that start later. */
  public void publish(int filterId, RuntimeFilter filter) {
    filters.put(filterId, filter);
  }

  @Override
  public @Nullable RuntimeFilter find(int filterId) {
    return filters.get(filterId);
  }
}
