package dev.quern.executor.worker;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of several sources, one after the other; each is closed when it is at its end. */
final class ConcatenatedSource implements BatchSource {
  private final Schema schema;
  private final List<BatchSource> sources;
  private int current;

  ConcatenatedSource(Schema schema, List<BatchSource> sources) {
    this.schema = schema;
    this.sources = sources;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (current < sources.size()) {
      Batch batch = sources.get(current).next();
      if (batch != null) {
        return batch;
      }
      sources.get(current).close();
      current++;
    }
    return null;
  }

  @Override
  public void close() {
    Closing.closeAll(sources.subList(current, sources.size()));
    current = sources.size();
  }
}
