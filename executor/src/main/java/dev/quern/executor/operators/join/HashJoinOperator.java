package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorMemory;
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
 * Reads the build side into a {@link HybridBuild}, publishes what its keys exclude, then streams
 * the probe side through it. The table of a broadcast build side is made once in a process, if it
 * fits memory. Closes its inputs. Not thread-safe.
 */
final class HashJoinOperator implements BatchSource {
  private final HashJoinNode node;
  private final JoinShape shape;
  private final BatchSource build;
  private final BatchSource probe;
  private final RuntimeFilterRegistry filters;
  private final JoinSetup setup;
  private final boolean shared;
  private final List<AutoCloseable> owned = new ArrayList<>();
  private @Nullable HybridBuild ownBuild;
  private @Nullable JoinPass pass;
  private @Nullable HybridJoin join;

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
      owned.add(0, OperatorMemory.openForSpilling("hash-join-" + node.id(), 2, context));
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
              OperatorMemory.spillBuffers(context),
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
    if (pass == null && join == null) {
      start();
    }
    if (join != null) {
      return join.next();
    }
    return pass == null ? null : pass.next();
  }

  private void start() {
    SharedBuild common = shared ? sharedBuild() : new SharedBuild(null, null);
    if (common.table() != null && common.filters() != null) {
      common.filters().publishTo(filters);
      pass = new JoinPass(setup, common.table(), probe, common.table().facts(), null);
      owned.add(0, pass);
      return;
    }
    HybridBuild own = ownBuild != null ? ownBuild : readBuild();
    PublishedFilters published = publish(own);
    join = new HybridJoin(setup, own, probe);
    owned.remove(own);
    owned.add(0, join);
    owned.add(0, published);
    published.publishTo(filters);
  }

  private SharedBuild sharedBuild() {
    return setup
        .context()
        .sharedState()
        .computeIfAbsent(setup.name(), SharedBuild.class, this::makeShared);
  }

  /** Returns the build side for all tasks, unless it is too large; then this task keeps it. */
  private SharedBuild makeShared() {
    HybridBuild made = readBuild();
    if (made.isSpilled()) {
      ownBuild = made;
      return new SharedBuild(null, null);
    }
    PublishedFilters published = publish(made);
    owned.remove(made);
    return new SharedBuild(made, published);
  }

  private static PublishedFilters publish(HybridBuild finished) {
    return new PublishedFilters(finished.filters().finish(finished));
  }

  /** Returns the finished build side, which is closed with this operator. */
  private HybridBuild readBuild() {
    HybridBuild read = new HybridBuild(setup, new CollectedFilters(node, setup));
    owned.add(0, read);
    for (Batch batch = build.next(); batch != null; batch = build.next()) {
      try (Batch next = batch) {
        read.add(next);
      }
    }
    read.finish();
    return read;
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(owned);
    all.add(0, build);
    all.add(0, probe);
    Closing.closeAll(all);
  }
}
