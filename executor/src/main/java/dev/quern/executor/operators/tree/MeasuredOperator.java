package dev.quern.executor.operators.tree;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.types.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Counts rows, batches and time of an operator, ends the task between two batches if it was
 * cancelled, and makes closing twice harmless.
 */
final class MeasuredOperator implements BatchSource {
  private final BatchSource operator;
  private final OperatorStatistics statistics;
  private final TaskContext context;
  private boolean closed;

  MeasuredOperator(BatchSource operator, int nodeId, TaskContext context) {
    this.operator = operator;
    this.statistics = context.statistics(nodeId);
    this.context = context;
  }

  @Override
  public Schema schema() {
    return operator.schema();
  }

  @Override
  public @Nullable Batch next() {
    context.checkCancelled();
    long start = System.nanoTime();
    try {
      Batch batch = operator.next();
      if (batch != null) {
        statistics.addOutput(batch.rowCount());
      }
      return batch;
    } finally {
      statistics.addNanos(System.nanoTime() - start);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      operator.close();
    }
  }
}
