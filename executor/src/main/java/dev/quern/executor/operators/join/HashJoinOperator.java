package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the build side into a {@link JoinTable}, publishes what its keys exclude, then streams the
 * probe side through the table; goes on as a {@link SpilledJoin} if memory is refused. The table of
 * a broadcast build side is made once in a process. Closes its inputs. Not thread-safe.
 */
final class HashJoinOperator implements BatchSource {
  /** Less than this is not worth a request to spill. */
  private static final long LEAST_SPILL_BYTES = 64 << 10;

  private final HashJoinNode node;
  private final JoinShape shape;
  private final BatchSource build;
  private final BatchSource probe;
  private final RuntimeFilterRegistry filters;
  private final JoinSetup setup;
  private final boolean shared;
  private final List<AutoCloseable> owned = new ArrayList<>();
  private @Nullable JoinPass pass;
  private @Nullable SpilledJoin spilled;

  HashJoinOperator(
      HashJoinNode node,
      JoinShape shape,
      BatchSource left,
      BatchSource right,
      RuntimeFilterRegistry filters,
      TaskContext context) {
    this.node = node;
    this.shape = shape;
    this.build = shape.buildLeft() ? left : right;
    this.probe = shape.buildLeft() ? right : left;
    this.filters = filters;
    boolean broadcast = isBroadcast(shape.buildLeft() ? node.left() : node.right());
    Checks.check(
        !broadcast || !shape.tracksBuild() || context.taskIndex() == 0,
        "join %s emits rows of a broadcast side, but has a task %s",
        node.id(),
        context.taskIndex());
    this.shared = broadcast && !shape.tracksBuild();
    JoinKeys leftKeys = JoinKeys.left(node);
    JoinKeys rightKeys = JoinKeys.right(node);
    BufferAllocator allocator =
        context.allocator().newChildAllocator("join-" + node.id(), 0, Long.MAX_VALUE);
    owned.add(allocator);
    try {
      this.setup =
          new JoinSetup(
              "hash-join-" + node.id(),
              shape,
              shape.buildLeft() ? leftKeys : rightKeys,
              shape.buildLeft() ? rightKeys : leftKeys,
              node.residual() == null
                  ? null
                  : new Residual(node.residual(), shape, context.expressions(), allocator),
              allocator,
              context.statistics(node.id()),
              context);
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, owned);
    }
  }

  private static boolean isBroadcast(PhysicalNode input) {
    return input instanceof ExchangeSourceNode source
        && source.mode() == ExchangeSourceNode.Mode.BROADCAST;
  }

  @Override
  public Schema schema() {
    return shape.output();
  }

  @Override
  public @Nullable Batch next() {
    if (pass == null && spilled == null) {
      start();
    }
    if (spilled != null) {
      return spilled.next();
    }
    return pass == null ? null : pass.next();
  }

  private void start() {
    SharedBuild build = shared ? sharedBuild() : new SharedBuild(null, null);
    JoinTable table = build.table();
    PublishedFilters published = build.filters();
    if (table == null) {
      table = readBuild();
      if (table == null) {
        return;
      }
      published = new PublishedFilters(node, setup, table);
      owned.add(0, published);
    }
    if (published != null) {
      published.publishTo(filters);
    }
    JoinPass started = new JoinPass(setup, table, probe, table.facts(), null);
    owned.add(0, started);
    pass = started;
  }

  private SharedBuild sharedBuild() {
    return setup
        .context()
        .sharedState()
        .computeIfAbsent(setup.name(), SharedBuild.class, this::makeShared);
  }

  private SharedBuild makeShared() {
    JoinTable table = readBuild();
    if (table == null) {
      return new SharedBuild(null, null);
    }
    PublishedFilters published = new PublishedFilters(node, setup, table);
    owned.remove(table);
    return new SharedBuild(table, published);
  }

  /** Returns the finished table of the build side, or null if the join has gone to disk. */
  private @Nullable JoinTable readBuild() {
    if (spilled != null) {
      return null;
    }
    JoinTable table = setup.newTable();
    owned.add(0, table);
    for (Batch batch = build.next(); batch != null; batch = build.next()) {
      try (Batch next = batch) {
        add(next, table);
      }
    }
    if (spilled == null && !table.tryFinish()) {
      spill(table);
    }
    setup.statistics().observeReserved(table.bytes());
    return spilled == null ? table : null;
  }

  private void add(Batch batch, JoinTable table) {
    setup.context().checkCancelled();
    int added = 0;
    if (spilled == null) {
      added = table.tryAdd(batch, 0);
      if (added == batch.rowCount() && !mustSpill(table)) {
        return;
      }
      spill(table);
    }
    if (spilled != null) {
      spilled.addBuild(batch, added);
    }
  }

  private static boolean mustSpill(JoinTable table) {
    if (!table.isSpillRequested()) {
      return false;
    }
    table.clearSpillRequest();
    return table.bytes() >= LEAST_SPILL_BYTES;
  }

  private void spill(JoinTable table) {
    SpilledJoin started = new SpilledJoin(setup, probe);
    spilled = started;
    owned.add(0, started);
    started.takeOver(table);
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(owned);
    all.add(0, build);
    all.add(0, probe);
    Closing.closeAll(all);
  }
}
