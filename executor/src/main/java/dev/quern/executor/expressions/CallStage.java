package dev.quern.executor.expressions;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.nested.NestedKernel;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * One call.
 *
 * @param flat appends arguments that are computed themselves; null if there are none
 * @param arguments column of each argument
 */
record CallStage(
    @Nullable Projection flat,
    NestedKernel kernel,
    Expression call,
    List<Integer> arguments,
    Field output)
    implements NestedStage {
  @Override
  public void run(
      Batch known, BufferAllocator allocator, List<FieldVector> vectors, List<FieldVector> made) {
    int rows = known.rowCount();
    if (flat != null) {
      List<FieldVector> computed = flat.project(known, null, rows, allocator).vectors();
      made.addAll(computed);
      vectors.addAll(computed);
    }
    FieldVector target = ArrowTypes.createVector(output, allocator);
    made.add(target);
    target.setInitialCapacity(rows);
    target.allocateNew();
    List<FieldVector> operands = arguments.stream().map(vectors::get).toList();
    for (int row = 0; row < rows; row++) {
      kernel.write(call, operands, row, target);
    }
    target.setValueCount(rows);
    vectors.add(target);
  }
}
