package dev.quern.benchmarks.rivals;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.results.ColumnReader;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.queries.QueryListener;
import dev.quern.plan.types.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Quern, embedded. */
final class QuernRival implements Rival {
  private final Engine engine;
  private final Session session;

  QuernRival(Path data, RivalSettings settings) {
    Settings engineSettings =
        Settings.defaults()
            .with(Setting.SCHEDULER, settings.scheduler())
            .with(Setting.THREADS, Integer.toString(settings.threads()))
            .with(Setting.WORKERS, Integer.toString(settings.threads()));
    if (!settings.memory().isEmpty()) {
      engineSettings = engineSettings.with(Setting.MEMORY, settings.memory());
    }
    engine = Engine.open(engineSettings);
    session = engine.openSession(data);
    session.attach(data);
  }

  @Override
  public Answer run(String sql) {
    try (StatementResult result = session.execute(session.parse(sql).get(0), QueryListener.NONE)) {
      return result.isRows() ? read(result.rows()) : new Answer(List.of(), List.of());
    }
  }

  /** Returns all rows, which stay open. */
  static Answer read(BatchSource source) {
    List<Boolean> floating = new ArrayList<>();
    for (int i = 0; i < source.schema().size(); i++) {
      DataType type = source.schema().type(i);
      floating.add(type instanceof DataType.DoubleType || type instanceof DataType.FloatType);
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Batch batch = source.next(); batch != null; batch = source.next()) {
      try (Batch closed = batch) {
        append(closed, rows);
      }
    }
    return new Answer(floating, rows);
  }

  private static void append(Batch batch, List<List<@Nullable String>> rows) {
    List<ColumnReader> columns = new ArrayList<>();
    for (int i = 0; i < batch.columnCount(); i++) {
      columns.add(new ColumnReader(batch.schema().type(i), batch.vector(i)));
    }
    for (int row = 0; row < batch.rowCount(); row++) {
      List<@Nullable String> cells = new ArrayList<>();
      for (ColumnReader column : columns) {
        cells.add(column.text(row));
      }
      rows.add(cells);
    }
  }

  @Override
  public void close() {
    session.close();
    engine.close();
  }
}
