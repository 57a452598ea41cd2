package dev.quern.benchmarks.micro;

import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.queries.QueryListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** An engine and a folder for files in memory, if the system has one. Used by one thread. */
final class QuernState implements AutoCloseable {
  private static final Path MEMORY_FILES = Path.of("/dev/shm");

  private final Path folder;
  private final Engine engine;
  private final Session session;

  /**
   * @param scheduler {@code single-threaded}, {@code threads} or {@code processes}
   */
  QuernState(String scheduler, int threads) throws IOException {
    folder =
        Files.isWritable(MEMORY_FILES)
            ? Files.createTempDirectory(MEMORY_FILES, "quern-micro")
            : Files.createTempDirectory("quern-micro");
    engine =
        Engine.open(
            Settings.defaults()
                .with(Setting.SCHEDULER, scheduler)
                .with(Setting.THREADS, Integer.toString(threads))
                .with(Setting.WORKERS, Integer.toString(threads))
                .with(Setting.TEMP_DIR, folder.toString()));
    session = engine.openSession(folder);
  }

  /** Writes what a query gives to a file, from which other queries read it by its name. */
  Path write(String file, String query) {
    Path path = folder.resolve(file);
    String format = file.substring(file.indexOf('.') + 1);
    run("COPY (" + query + ") TO '" + path + "' (FORMAT " + format + ")");
    return path;
  }

  /** Runs a statement and returns how many rows it gives. */
  long run(String sql) {
    long rows = 0;
    try (StatementResult result = session.execute(session.parse(sql).get(0), QueryListener.NONE)) {
      if (result.isRows()) {
        for (Batch batch = result.rows().next(); batch != null; batch = result.rows().next()) {
          rows += batch.rowCount();
          batch.close();
        }
      }
    }
    return rows;
  }

  @Override
  public void close() throws IOException {
    session.close();
    engine.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
