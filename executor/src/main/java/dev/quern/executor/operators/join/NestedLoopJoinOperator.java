package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.VectorGather;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.types.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Compares each left row with each right row. The right side is held in memory or on disk; for each
 * left batch it is read once. Closes its inputs. Not thread-safe.
 */
final class NestedLoopJoinOperator implements BatchSource {
  private final JoinShape shape;
  private final BatchSource left;
  private final BatchSource right;
  private final TaskContext context;
  private final BufferAllocator allocator;
  private final HeldSide held;
  private final PairColumns pairs;
  private final @Nullable Residual condition;
  private final List<Integer> allColumns;
  private final BatchBound bound;
  private final int[] pairRows;
  private final long[] pairAddresses;

  private boolean rightRead;
  private boolean leftDone;
  private @Nullable Batch batch;
  private HeldSide.@Nullable Scan scan;
  private int chunkCount;
  private int chunkIndex;
  private int leftRow;
  private long longestLeftRow;
  private boolean[] matched = new boolean[0];
  private boolean[] unknown = new boolean[0];

  NestedLoopJoinOperator(
      NestedLoopJoinNode node,
      JoinShape shape,
      BatchSource left,
      BatchSource right,
      TaskContext context) {
    this.shape = shape;
    this.left = left;
    this.right = right;
    this.context = context;
    this.allColumns = IntStream.range(0, shape.output().size()).boxed().toList();
    this.bound = new BatchBound(context);
    this.pairRows = new int[context.settings().batchRows()];
    this.pairAddresses = new long[pairRows.length];
    this.allocator =
        context.allocator().newChildAllocator("nested-loop-join-" + node.id(), 0, Long.MAX_VALUE);
    this.condition =
        node.condition() == null
            ? null
            : new Residual(node.condition(), shape, context.expressions(), allocator);
    this.held = new HeldSide(node, shape.right(), context, allocator);
    this.pairs = new PairColumns(shape, held.reader(), allocator);
  }

  @Override
  public Schema schema() {
    return shape.output();
  }

  @Override
  public @Nullable Batch next() {
    if (!rightRead) {
      readRight();
      rightRead = true;
    }
    while (!leftDone) {
      if (batch == null) {
        startLeftBatch();
        continue;
      }
      Batch result = nextOf(batch);
      if (result != null) {
        return result;
      }
    }
    return shape.padsBuild() ? nextUnmatchedRight() : null;
  }

  private void readRight() {
    for (Batch next = right.next(); next != null; next = right.next()) {
      try (Batch owned = next) {
        context.checkCancelled();
        held.add(owned);
      }
    }
    held.finish();
  }

  private void startLeftBatch() {
    context.checkCancelled();
    batch = left.next();
    if (batch == null) {
      leftDone = true;
      return;
    }
    if (matched.length < batch.rowCount()) {
      matched = new boolean[batch.rowCount()];
      unknown = new boolean[batch.rowCount()];
    }
    Arrays.fill(matched, false);
    Arrays.fill(unknown, false);
    longestLeftRow = BatchBound.longestRow(batch);
    scan = held.scan();
    chunkCount = scan.next();
    chunkIndex = 0;
    leftRow = 0;
  }

  /** Returns the next rows that come of a left batch, or null once it is used up. */
  private @Nullable Batch nextOf(Batch current) {
    HeldSide.Scan rightRows = scan;
    while (rightRows != null && chunkCount > 0) {
      int count = nextPairs(current, rightRows);
      if (chunkIndex == chunkCount) {
        context.checkCancelled();
        // Emitted pairs are copied out of the chunk before it makes way for the next one.
        Batch result = emit(current, count);
        chunkCount = rightRows.next();
        chunkIndex = 0;
        if (result != null) {
          return result;
        }
      } else if (count > 0) {
        Batch result = emit(current, count);
        if (result != null) {
          return result;
        }
      }
    }
    Batch result = leftRows(current);
    closeLeftBatch();
    return result;
  }

  /** Fills the pair arrays and keeps those pairs for which the condition is true. */
  private int nextPairs(Batch current, HeldSide.Scan rightRows) {
    int rowCount = current.rowCount();
    boolean once = shape.selects();
    int mostPairs = bound.rows(longestLeftRow + held.longestRowBytes());
    int count = 0;
    while (chunkIndex < chunkCount && count < mostPairs) {
      if (!once || !matched[leftRow]) {
        pairRows[count] = leftRow;
        pairAddresses[count++] = rightRows.address(chunkIndex);
      }
      leftRow++;
      if (leftRow == rowCount) {
        leftRow = 0;
        chunkIndex++;
      }
    }
    if (condition == null || count == 0) {
      return count;
    }
    return shape.needsUnknown()
        ? condition.retainKnown(pairs, current, pairRows, pairAddresses, count, unknown)
        : condition.retain(pairs, current, pairRows, pairAddresses, count);
  }

  /** Notes which rows have a match, and returns the pairs if they are to be emitted. */
  private @Nullable Batch emit(Batch current, int count) {
    if (shape.tracksProbe()) {
      for (int i = 0; i < count; i++) {
        matched[pairRows[i]] = true;
      }
    }
    if (shape.tracksBuild()) {
      for (int i = 0; i < count; i++) {
        HeldSide.mark(pairAddresses[i]);
      }
    }
    if (!shape.emitsPairs() || count == 0) {
      return null;
    }
    return pairs.read(allColumns, shape.output(), current, pairRows, pairAddresses, count);
  }

  /** Returns what is emitted of a left batch alone, after its pairs. */
  private @Nullable Batch leftRows(Batch current) {
    if (shape.kind() == JoinKind.MARK) {
      return Marks.append(current, matched, unknown, shape.output(), allocator);
    }
    if (!shape.tracksProbe()) {
      return null;
    }
    boolean wanted = shape.kind() == JoinKind.SEMI;
    int[] rows = new int[current.rowCount()];
    int count = 0;
    for (int row = 0; row < current.rowCount(); row++) {
      if (matched[row] == wanted && !(shape.nullAware() && unknown[row])) {
        rows[count++] = row;
      }
    }
    if (count == 0) {
      return null;
    }
    return shape.padsProbe()
        ? pairs.read(allColumns, shape.output(), current, rows, new long[count], count)
        : VectorGather.gather(current, rows, 0, count, allocator);
  }

  private void closeLeftBatch() {
    if (scan != null) {
      scan.close();
      scan = null;
    }
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }

  private @Nullable Batch nextUnmatchedRight() {
    if (scan == null) {
      scan = held.scan();
    }
    for (int chunk = scan.next(); chunk > 0; chunk = scan.next()) {
      long[] wanted = new long[chunk];
      int count = 0;
      for (int i = 0; i < chunk; i++) {
        if (!HeldSide.isMarked(scan.address(i))) {
          wanted[count++] = scan.address(i);
        }
      }
      if (count > 0) {
        return pairs.read(allColumns, shape.output(), null, new int[0], wanted, count);
      }
    }
    return null;
  }

  @Override
  public void close() {
    closeLeftBatch();
    Closing.closeAll(List.of(left, right, held, allocator));
  }
}
