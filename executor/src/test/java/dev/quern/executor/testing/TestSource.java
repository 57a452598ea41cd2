package dev.quern.executor.testing;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Given batches as a source; closes what was not pulled. Remembers how it was used. */
public final class TestSource implements BatchSource {
  private final Schema schema;
  private final Deque<Batch> batches;
  private int pulled;
  private boolean closed;

  /** Takes ownership of the batches. */
  public TestSource(Schema schema, List<Batch> batches) {
    this.schema = schema;
    this.batches = new ArrayDeque<>(batches);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    if (closed) {
      throw new IllegalStateException("next after close");
    }
    Batch batch = batches.poll();
    pulled += batch == null ? 0 : 1;
    return batch;
  }

  /** Returns how many batches were pulled. */
  public int pulled() {
    return pulled;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    batches.forEach(Batch::close);
    batches.clear();
  }
}
