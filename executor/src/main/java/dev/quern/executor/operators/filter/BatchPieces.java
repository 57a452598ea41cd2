package dev.quern.executor.operators.filter;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts batches whose computed values may be long: as many rows at a time as will make a small part
 * of the budget, going by the rows before. Begins with few. Not thread-safe.
 */
final class BatchPieces {
  private static final int FIRST_ROWS = 16;
  private static final int GROWTH = 4;

  private final int batchRows;
  private final long mostBytes;
  private int rowsAtOnce;
  private int @Nullable [] selected;
  private int rowCount;
  private int position;
  private int[] rows = new int[0];

  private BatchPieces(int batchRows, long mostBytes, int rowsAtOnce) {
    this.batchRows = batchRows;
    this.mostBytes = mostBytes;
    this.rowsAtOnce = rowsAtOnce;
  }

  /** Returns pieces for the results of {@code expressions}: whole batches if none can be long. */
  static BatchPieces of(List<Expression> expressions, TaskContext context) {
    int batchRows = context.settings().batchRows();
    boolean mayBeLong = expressions.stream().anyMatch(BatchPieces::mayBeLong);
    return new BatchPieces(
        batchRows,
        context.memoryPool().mostBatchBytes(),
        mayBeLong ? FIRST_ROWS : Integer.MAX_VALUE);
  }

  private static boolean mayBeLong(Expression expression) {
    return !(expression instanceof ColumnReference) && !expression.type().isFixedWidth();
  }

  boolean areNeeded(int count) {
    return count > rowsAtOnce;
  }

  /**
   * Begins with the next batch.
   *
   * @param selectedRows its rows in ascending order, null = the first {@code count}
   */
  void start(int @Nullable [] selectedRows, int count) {
    selected = selectedRows;
    rowCount = count;
    position = 0;
  }

  /** Puts the next piece into {@link #rows} and returns its number of rows. */
  int next() {
    int count = Math.min(rowsAtOnce, rowCount - position);
    if (rows.length < count) {
      rows = new int[count];
    }
    for (int i = 0; i < count; i++) {
      rows[i] = selected == null ? position + i : selected[position + i];
    }
    position += count;
    return count;
  }

  int[] rows() {
    return rows;
  }

  boolean isAtEnd() {
    return position == rowCount;
  }

  /** Learns from a batch how long rows are, and returns it. */
  Batch observe(Batch output) {
    if (rowsAtOnce == Integer.MAX_VALUE || output.rowCount() == 0) {
      return output;
    }
    long rowBytes = Math.max(1, output.sizeBytes() / output.rowCount());
    long most = Math.min((long) GROWTH * rowsAtOnce, mostBytes / rowBytes);
    rowsAtOnce = (int) Math.max(1, Math.min(most, Math.max(batchRows, output.rowCount())));
    return output;
  }
}
