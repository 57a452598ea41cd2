package dev.quern.executor.operators.expand;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.Projection;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ExpandNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Emits each input batch once for every list of expressions. Holds one input batch at a time;
 * closes its input.
 */
public final class ExpandOperator implements BatchSource {
  private final BatchSource input;
  private final Schema schema;
  private final List<Projection> projections;
  private final BufferAllocator allocator;
  private @Nullable Batch current;
  private int nextProjection;

  public ExpandOperator(ExpandNode node, BatchSource input, TaskContext context) {
    this.input = input;
    this.schema = node.schema();
    this.projections = new ArrayList<>();
    for (List<Expression> expressions : node.projections()) {
      projections.add(context.expressions().projection(expressions, input.schema(), schema));
    }
    this.allocator =
        context.allocator().newChildAllocator("expand-" + node.id(), 0, Long.MAX_VALUE);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    if (nextProjection == projections.size()) {
      releaseCurrent();
    }
    if (current == null) {
      current = input.next();
      nextProjection = 0;
    }
    if (current == null) {
      return null;
    }
    return projections.get(nextProjection++).project(current, null, 0, allocator);
  }

  private void releaseCurrent() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  @Override
  public void close() {
    try {
      releaseCurrent();
      input.close();
    } finally {
      allocator.close();
    }
  }
}
