package dev.quern.executor.operators.join;

import dev.quern.executor.memory.SpillBuffers;
import dev.quern.executor.memory.SpillPartitions;
import dev.quern.executor.operators.OperatorMemory;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.types.Schema;
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
    SpillBuffers spillBuffers,
    OperatorStatistics statistics,
    TaskContext context) {

  int batchRows() {
    return context.settings().batchRows();
  }

  /**
   * Returns partitions for the rows of one side.
   *
   * @param part of the files' names, unique in this join
   */
  SpillPartitions newPartitions(Schema schema, String part, int level) {
    return new SpillPartitions(
        name, context.spillDirectory(), name + "-" + part, schema, level, spillBuffers, allocator);
  }

  /** Returns an empty table with a reservation of its own. */
  JoinTable newTable() {
    return new JoinTable(
        buildKeys, shape.keepsUnmatchableBuild(), OperatorMemory.open(name, true, context));
  }
}
