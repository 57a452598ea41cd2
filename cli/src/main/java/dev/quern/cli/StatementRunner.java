package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.cli.output.ResultWriters;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.queries.QueryListener;
import dev.quern.executor.queries.QueryStatistics;
import dev.quern.parser.syntax.Statement;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Runs statements one after the other and prints what they give. */
final class StatementRunner {
  private final Engine engine;
  private final Session session;
  private final @Nullable Path output;
  private OutputFormat format;
  private boolean timing;
  private volatile @Nullable StatementResult running;

  StatementRunner(
      Engine engine, Session session, OutputFormat format, @Nullable Path output, boolean timing) {
    this.engine = engine;
    this.session = session;
    this.format = format;
    this.output = output;
    this.timing = timing;
  }

  void setFormat(OutputFormat newFormat) {
    format = newFormat;
  }

  void setTiming(boolean isOn) {
    timing = isOn;
  }

  boolean timing() {
    return timing;
  }

  /** Runs all statements of a text; the first that fails ends it. */
  void run(String sql) throws IOException {
    for (Statement statement : session.parse(sql)) {
      runOne(statement);
    }
  }

  /** Cancels the statement that runs now, if any. Called from another thread. */
  void cancel() {
    StatementResult current = running;
    if (current != null) {
      current.cancel();
    }
  }

  private void runOne(Statement statement) throws IOException {
    long start = System.nanoTime();
    ProgressBar progress = ProgressBar.forStandardError();
    long rowCount = -1;
    String cost = "";
    try (StatementResult result =
        session.execute(statement, progress == null ? QueryListener.NONE : progress)) {
      running = result;
      if (result.isRows()) {
        rowCount = print(new ProgressClearing(result.rows(), progress));
      } else if (!result.message().isEmpty()) {
        (result.isText() ? standardOutput() : System.err).println(result.message());
      }
      cost = result.statistics().map(StatementRunner::describe).orElse("");
    } finally {
      running = null;
      if (progress != null) {
        progress.clear();
      }
    }
    if (timing) {
      double seconds = (System.nanoTime() - start) / 1e9;
      System.err.println(
          String.format(
              Locale.ROOT,
              "Time: %.3f s%s%s",
              seconds,
              rowCount < 0 ? "" : ", " + rowCount + " rows",
              cost));
    }
  }

  /** Returns what a query took of memory and disk, the latter by operator. */
  private static String describe(QueryStatistics statistics) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, ", peak memory %.1f MB", statistics.peakBytes() / 1e6));
    if (statistics.bytesSpilled() > 0) {
      text.append(
          String.format(Locale.ROOT, ", spilled %.1f MB:", statistics.bytesSpilled() / 1e6));
    }
    for (QueryStatistics.OperatorTotals operator : statistics.operators()) {
      if (operator.bytesSpilled() > 0) {
        text.append(
            String.format(
                Locale.ROOT,
                " %s %d %.1f MB (%.1f MB in memory)",
                operator.name(),
                operator.nodeId(),
                operator.bytesSpilled() / 1e6,
                operator.peakBytes() / 1e6));
      }
    }
    return text.toString();
  }

  private static PrintStream standardOutput() {
    return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  }

  private long print(BatchSource rows) throws IOException {
    if (output != null) {
      return writeFile(rows, output);
    }
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    try (BufferAllocator allocator =
        engine.allocator().newChildAllocator("output", 0, Long.MAX_VALUE)) {
      return ResultWriters.create(format, out, allocator).write(rows);
    } catch (IOException e) {
      if (isClosedPipe(e)) {
        return 0;
      }
      throw e;
    }
  }

  /** The reader of the pipe has seen enough: {@code quern ... | head} is not a failure. */
  private static boolean isClosedPipe(IOException e) {
    return e.getMessage() != null && e.getMessage().contains("Broken pipe");
  }

  /** The file appears under its name when it is complete; a failure leaves nothing. */
  private long writeFile(BatchSource rows, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new QueryException(
          ErrorCode.FILE_NOT_FOUND,
          "Folder to write to not found: path=" + folder + "; make it first");
    }
    try (BufferAllocator allocator =
        engine.allocator().newChildAllocator("output", 0, Long.MAX_VALUE)) {
      if (format == OutputFormat.PARQUET) {
        return writeParquet(rows, file, allocator);
      }
      Path partial =
          file.resolveSibling(
              "." + file.getFileName() + ".partial-" + ProcessHandle.current().pid());
      try {
        long rowCount;
        try (OutputStream out = Files.newOutputStream(partial)) {
          rowCount = ResultWriters.create(format, out, allocator).write(rows);
        }
        Files.move(
            partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return rowCount;
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.ofFailedWrite(e),
          "Cannot write the result: file=" + file + ", cause=" + e.getMessage(),
          e);
    }
  }

  private long writeParquet(BatchSource rows, Path file, BufferAllocator allocator) {
    long rowCount = 0;
    try (BatchSink sink =
        engine
            .formats()
            .byName("parquet")
            .create(
                file.toAbsolutePath().toString(),
                rows.schema(),
                Map.of(),
                new WriteContext(allocator, bytes -> {}))) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        rowCount += batch.rowCount();
        sink.add(batch);
      }
      sink.finish();
    }
    return rowCount;
  }
}
