package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.executor.operators.Closing;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the keys of a build side exclude, also of one that has partly gone to disk: then its keys
 * have been noted on their way. The memory for that is taken at the start, when there is some; if
 * all rows stay in memory it is given back, and the filters are made of the table.
 */
final class CollectedFilters implements AutoCloseable {
  private static final long MOST_BYTES = 1 << 20;
  private static final int BUDGET_SHARE = 256;

  private final Map<Integer, Integer> columnsById = new LinkedHashMap<>();
  private final Map<Integer, KeyFilter> collected = new LinkedHashMap<>();
  private final MemoryPool.Reservation reservation;
  private long wordsByFilter;

  /** Takes note of the filters that the node asks for, if any may be used. */
  CollectedFilters(HashJoinNode node, JoinSetup setup) {
    MemoryPool pool = setup.context().memoryPool();
    this.reservation = pool.open(setup.name(), false);
    boolean planned = setup.shape().buildLeft() == node.buildLeft();
    // Where a probe row without a match is emitted none may be dropped.
    if (!planned || !setup.shape().ignoresUnmatchedProbe()) {
      return;
    }
    for (int key = 0; key < node.runtimeFilterIds().size(); key++) {
      int column = setup.buildKeys().columns().get(key);
      PhysicalType type = PhysicalType.of(setup.shape().build().type(column));
      if (node.runtimeFilterIds().get(key) >= 0
          && !node.nullSafeKeys().get(key)
          && KeyFilter.supports(type)) {
        columnsById.put(node.runtimeFilterIds().get(key), column);
      }
    }
    if (!columnsById.isEmpty()) {
      reservation.tryGrow(bytes(pool));
    }
  }

  private static long bytes(MemoryPool pool) {
    long share = Math.max(Long.BYTES, pool.limitBytes() / BUDGET_SHARE);
    return Math.min(MOST_BYTES, Long.highestOneBit(share));
  }

  /** Notes the keys of rows of a batch of the build side that go to disk. */
  void add(Batch batch, int[] rows, int count) {
    for (Map.Entry<Integer, Integer> column : columnsById.entrySet()) {
      KeyFilter filter = collected(column.getKey(), batch.schema().type(column.getValue()));
      filter.add(
          ColumnAddresses.of(
              batch.vector(column.getValue()), batch.schema().type(column.getValue())),
          rows,
          count);
    }
  }

  /** Notes the keys of rows of a table that go to disk. */
  void add(JoinTable table, long[] rows, int count) {
    for (Map.Entry<Integer, Integer> column : columnsById.entrySet()) {
      KeyFilter filter =
          collected(column.getKey(), table.layout().schema().type(column.getValue()));
      filter.add(table, column.getValue(), rows, count);
    }
  }

  private KeyFilter collected(int id, DataType type) {
    KeyFilter filter = collected.get(id);
    if (filter == null) {
      filter = newFilter(PhysicalType.of(type));
      collected.put(id, filter);
    }
    return filter;
  }

  /** Makes one of several filters that share the memory taken at the start. */
  private KeyFilter newFilter(PhysicalType type) {
    if (collected.isEmpty()) {
      wordsByFilter = Long.highestOneBit(reservation.bytes() / Long.BYTES / columnsById.size());
      reservation.shrink(reservation.bytes());
    }
    return KeyFilter.growing(type, wordsByFilter, reservation);
  }

  /** Returns the filters of all rows, those in the table and those that were noted. */
  Map<Integer, KeyFilter> finish(HybridBuild build) {
    Map<Integer, KeyFilter> filters = new LinkedHashMap<>();
    if (!build.isSpilled()) {
      reservation.shrink(reservation.bytes());
      for (Map.Entry<Integer, Integer> column : columnsById.entrySet()) {
        KeyFilter filter = KeyFilter.of(build.table(), column.getValue());
        if (filter != null) {
          filters.put(column.getKey(), filter);
        }
      }
      return filters;
    }
    for (Map.Entry<Integer, Integer> column : columnsById.entrySet()) {
      KeyFilter filter = collected.get(column.getKey());
      if (filter != null) {
        filter.addAll(build.table(), column.getValue());
        filter.dropIfCrowded();
        filters.put(column.getKey(), filter);
      }
    }
    collected.clear();
    return filters;
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>(collected.values());
    collected.clear();
    closeables.add(reservation);
    Closing.closeAll(closeables);
  }
}
