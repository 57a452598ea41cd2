package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.operators.TaskContext;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/**
 * How many rows a joined batch may have: fewer if they are long. A join repeats values, so that a
 * few long texts would otherwise make a batch of gigabytes.
 */
final class BatchBound {
  /** With a tiny budget, batches are not cut further than this. */
  private static final long LEAST_BYTES = 64 << 10;

  private final int batchRows;
  private final long mostBytes;

  BatchBound(TaskContext context) {
    this.batchRows = context.settings().batchRows();
    this.mostBytes = Math.max(LEAST_BYTES, context.memoryPool().mostBatchBytes());
  }

  /** Returns the most rows of which each has at most {@code rowBytes} bytes, at least 1. */
  int rows(long rowBytes) {
    return (int) Math.max(1, Math.min(batchRows, mostBytes / Math.max(1, rowBytes)));
  }

  /** Returns the bytes of the longest row, that of nested values on average. */
  static long longestRow(Batch batch) {
    long bytes = 0;
    for (FieldVector vector : batch.vectors()) {
      bytes +=
          vector instanceof BaseVariableWidthVector texts
              ? longestValue(texts, batch.rowCount())
              : vector.getBufferSize() / Math.max(1, batch.rowCount());
    }
    return bytes;
  }

  private static int longestValue(BaseVariableWidthVector texts, int rowCount) {
    if (rowCount == 0) {
      return 0;
    }
    long offsets = texts.getOffsetBuffer().memoryAddress();
    int longest = 0;
    int start = Memory.getInt(offsets);
    for (int row = 1; row <= rowCount; row++) {
      int end = Memory.getInt(offsets + (long) row * Integer.BYTES);
      longest = Math.max(longest, end - start);
      start = end;
    }
    return longest;
  }
}
