package dev.quern.engine;

import dev.quern.engine.settings.Settings;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.queries.QueryListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A program whose threads each begin with an engine of their own, all at the same time. */
final class ConcurrentStart {
  private static final int THREADS = 6;

  private ConcurrentStart() {}

  /** Prints the number of rows that all threads got together. */
  public static void main(String[] arguments) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Long>> rowCounts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      rowCounts.add(threads.submit(ConcurrentStart::rowCount));
    }
    long total = 0;
    for (Future<Long> rowCount : rowCounts) {
      total += rowCount.get();
    }
    threads.shutdown();
    System.out.println("rows=" + total);
  }

  private static long rowCount() {
    long rows = 0;
    try (Engine engine = Engine.open(Settings.defaults());
        Session session = engine.openSession(Path.of(""));
        StatementResult result =
            session.execute(session.parse("SELECT 1 AS a").get(0), QueryListener.NONE)) {
      for (Batch batch = result.rows().next(); batch != null; batch = result.rows().next()) {
        try (Batch closed = batch) {
          rows += closed.rowCount();
        }
      }
    }
    return rows;
  }
}
