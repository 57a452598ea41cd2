package dev.quern.executor.operators.join;

import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one running hash join share.
 *
 * @param name of the operator, for messages and file names
 * @param residual the further condition of a match, or null
 * @param allocator charges emitted batches
 */
record JoinSetup(
    String name,
    JoinShape shape,
    JoinKeys buildKeys,
    JoinKeys probeKeys,
    @Nullable Residual residual,
    BufferAllocator allocator,
    OperatorStatistics statistics,
    TaskContext context) {

  int batchRows() {
    return context.settings().batchRows();
  }

  /** Returns an empty table with a reservation of its own. */
  JoinTable newTable() {
    return new JoinTable(
        buildKeys, shape.keepsUnmatchableBuild(), context.memoryPool().open(name, true));
  }
}
