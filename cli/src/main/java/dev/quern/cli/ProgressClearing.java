package dev.quern.cli;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Schema;
import org.jspecify.annotations.Nullable;

/** Takes the progress bar off the screen before the first rows are printed. */
final class ProgressClearing implements BatchSource {
  private final BatchSource rows;
  private final @Nullable ProgressBar progress;

  ProgressClearing(BatchSource rows, @Nullable ProgressBar progress) {
    this.rows = rows;
    this.progress = progress;
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public @Nullable Batch next() {
    Batch batch = rows.next();
    if (progress != null) {
      progress.clear();
    }
    return batch;
  }

  @Override
  public void close() {
    rows.close();
  }
}
