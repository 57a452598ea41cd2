package dev.quern.executor.operators.union;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Emits all rows of its inputs, one input after the other, each closed as soon as it is empty. */
public final class UnionOperator implements BatchSource {
  private final Schema schema;
  private final Deque<BatchSource> inputs;

  /** Takes ownership of the inputs. */
  public UnionOperator(UnionNode node, List<BatchSource> inputs) {
    this.schema = node.schema();
    this.inputs = new ArrayDeque<>(inputs);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (!inputs.isEmpty()) {
      Batch batch = inputs.element().next();
      if (batch != null) {
        return batch.withSchema(schema);
      }
      inputs.remove().close();
    }
    return null;
  }

  @Override
  public void close() {
    Closing.closeAll(inputs);
    inputs.clear();
  }
}
