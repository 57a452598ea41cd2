package dev.quern.benchmarks.rivals;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.AnswerReader;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.queries.QueryListener;
import dev.quern.executor.queries.QueryStatistics;
import java.nio.file.Path;
import java.util.List;

/** Quern, embedded. */
final class QuernRival implements Rival {
  private final Engine engine;
  private final Session session;
  private long spilledBytes;

  QuernRival(Path data, RivalSettings settings) {
    this(data, engineSettings(settings));
  }

  QuernRival(Path data, Settings settings) {
    engine = Engine.open(settings);
    session = engine.openSession(data);
    session.attach(data);
  }

  private static Settings engineSettings(RivalSettings settings) {
    Settings engineSettings =
        Settings.defaults()
            .with(Setting.SCHEDULER, settings.scheduler())
            .with(Setting.THREADS, Integer.toString(settings.threads()))
            .with(Setting.WORKERS, Integer.toString(settings.threads()))
            .with(Setting.TEMP_DIR, settings.tempFolder());
    return settings.memory().isEmpty()
        ? engineSettings
        : engineSettings.with(Setting.MEMORY, settings.memory());
  }

  @Override
  public Answer run(String sql) {
    try (StatementResult result = session.execute(session.parse(sql).get(0), QueryListener.NONE)) {
      Answer answer =
          result.isRows() ? AnswerReader.read(result.rows()) : new Answer(List.of(), List.of());
      spilledBytes = result.statistics().map(QueryStatistics::bytesSpilled).orElse(0L);
      return answer;
    }
  }

  @Override
  public long spilledBytes() {
    return spilledBytes;
  }

  @Override
  public void close() {
    session.close();
    engine.close();
  }
}
