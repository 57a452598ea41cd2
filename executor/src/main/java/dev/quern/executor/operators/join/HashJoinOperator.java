package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads one side into a {@link JoinTable}, streams the other side through it, then emits what is
 * due of the held rows. Closes its inputs. Not thread-safe.
 */
final class HashJoinOperator implements BatchSource {
  private final HashJoinNode node;
  private final JoinShape shape;
  private final JoinKeys probeKeys;
  private final BatchSource build;
  private final BatchSource probe;
  private final TaskContext context;
  private final BufferAllocator allocator;
  private final JoinTable table;
  private @Nullable JoinProbe probing;
  private @Nullable HeldRows heldRows;

  HashJoinOperator(
      HashJoinNode node,
      JoinShape shape,
      BatchSource left,
      BatchSource right,
      TaskContext context) {
    this.node = node;
    this.shape = shape;
    this.build = shape.buildLeft() ? left : right;
    this.probe = shape.buildLeft() ? right : left;
    this.context = context;
    JoinKeys leftKeys = JoinKeys.left(node);
    JoinKeys rightKeys = JoinKeys.right(node);
    this.probeKeys = shape.buildLeft() ? rightKeys : leftKeys;
    this.allocator = context.allocator().newChildAllocator("join-" + node.id(), 0, Long.MAX_VALUE);
    this.table =
        new JoinTable(
            shape.buildLeft() ? leftKeys : rightKeys,
            shape.keepsUnmatchableBuild(),
            context.memoryPool().open("hash join " + node.id(), true));
  }

  @Override
  public Schema schema() {
    return shape.output();
  }

  @Override
  public @Nullable Batch next() {
    if (probing == null) {
      readBuild();
      probing = new JoinProbe(shape, probeKeys, table, residual(), batchRows(), allocator);
    }
    if (heldRows == null) {
      Batch joined = nextJoined(probing);
      if (joined != null) {
        return joined;
      }
      heldRows = new HeldRows(shape, table, new RowReader(table.layout()), batchRows(), allocator);
    }
    return heldRows.next();
  }

  private @Nullable Batch nextJoined(JoinProbe current) {
    while (true) {
      Batch joined = current.next();
      if (joined != null) {
        return joined;
      }
      context.checkCancelled();
      Batch batch = probe.next();
      if (batch == null) {
        return null;
      }
      current.start(batch);
    }
  }

  private @Nullable Residual residual() {
    return node.residual() == null
        ? null
        : new Residual(node.residual(), shape, context.expressions(), allocator);
  }

  private int batchRows() {
    return context.settings().batchRows();
  }

  private void readBuild() {
    for (Batch batch = build.next(); batch != null; batch = build.next()) {
      add(batch);
    }
    table.forceFinish();
  }

  private void add(Batch owned) {
    try (owned) {
      context.checkCancelled();
      table.tryAdd(owned, 0);
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    if (probing != null) {
      closeables.add(probing);
    }
    closeables.add(build);
    closeables.add(probe);
    closeables.add(table);
    closeables.add(allocator);
    Closing.closeAll(closeables);
  }
}
