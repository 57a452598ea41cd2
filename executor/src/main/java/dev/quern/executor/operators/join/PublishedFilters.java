package dev.quern.executor.operators.join;

import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.plan.nodes.HashJoinNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The filters that a finished table gives to scans of the probe side. */
final class PublishedFilters implements AutoCloseable {
  private final Map<Integer, KeyFilter> filters = new LinkedHashMap<>();

  /**
   * Makes the filters that the node asks for. Where a probe row without a match is emitted none may
   * be dropped, and there are no filters.
   *
   * @param table must be closed after this
   */
  PublishedFilters(HashJoinNode node, JoinSetup setup, JoinTable table) {
    boolean planned = setup.shape().buildLeft() == node.buildLeft();
    if (!planned || !setup.shape().ignoresUnmatchedProbe()) {
      return;
    }
    for (int key = 0; key < node.runtimeFilterIds().size(); key++) {
      int filterId = node.runtimeFilterIds().get(key);
      if (filterId < 0 || node.nullSafeKeys().get(key)) {
        continue;
      }
      KeyFilter filter = KeyFilter.of(table, setup.buildKeys().columns().get(key));
      if (filter != null) {
        filters.put(filterId, filter);
      }
    }
  }

  void publishTo(RuntimeFilterRegistry registry) {
    filters.forEach(registry::publish);
  }

  @Override
  public void close() {
    Closing.closeAll(filters.values());
  }
}
