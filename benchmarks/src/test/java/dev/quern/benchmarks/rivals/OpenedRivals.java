package dev.quern.benchmarks.rivals;

import dev.quern.benchmarks.queries.Answer;
import java.nio.file.Path;

/** Quern and DuckDB in this process, over one data set. */
public final class OpenedRivals implements AutoCloseable {
  private final Rival quern;
  private final Rival duckDb;

  public OpenedRivals(Path data, Path temp) {
    RivalSettings settings = new RivalSettings(EngineKind.QUERN, "threads", 2, "", temp.toString());
    quern = new QuernRival(data, settings);
    duckDb = new DuckDbRival(data, settings.unlimitedDuckDb());
  }

  public Answer quern(String sql) {
    return quern.run(sql);
  }

  public Answer duckDb(String sql) {
    return duckDb.run(sql);
  }

  @Override
  public void close() {
    quern.close();
    duckDb.close();
  }
}
