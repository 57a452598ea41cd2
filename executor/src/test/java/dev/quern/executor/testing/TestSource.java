package dev.quern.executor.testing;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Given batches as a source. Remembers how it was used. Batches of columns are made as they are
 * pulled, since the debugging allocator of tests is slow and large with many open ones.
 */
public final class TestSource implements BatchSource {
  private final Schema schema;
  private final Deque<Supplier<Batch>> batches = new ArrayDeque<>();
  private final List<Batch> owned;
  private int pulled;
  private boolean closed;

  /** Takes ownership of the batches. */
  public TestSource(Schema schema, List<Batch> batches) {
    this.schema = schema;
    this.owned = new ArrayList<>(batches);
    for (Batch batch : batches) {
      this.batches.add(
          () -> {
            owned.remove(batch);
            return batch;
          });
    }
  }

  /** Gives the columns in batches of {@code batchRows} rows. */
  public TestSource(BufferAllocator allocator, int batchRows, TestColumn... columns) {
    this(TestColumns.schema(columns), List.of());
    int rowCount = columns[0].values().size();
    for (int start = 0; start < rowCount; start += batchRows) {
      int from = start;
      int to = Math.min(rowCount, from + batchRows);
      batches.add(() -> TestColumns.batch(allocator, TestColumns.rows(from, to, columns)));
    }
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
    if (batches.isEmpty()) {
      return null;
    }
    pulled++;
    return batches.remove().get();
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
    owned.forEach(Batch::close);
    owned.clear();
    batches.clear();
  }
}
