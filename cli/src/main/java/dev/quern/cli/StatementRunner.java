package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.engine.Cancellation;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.executor.queries.QueryListener;
import dev.quern.executor.queries.QueryStatistics;
import dev.quern.parser.syntax.Statement;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs statements one after the other and writes what they give. */
final class StatementRunner {
  private final Session session;
  private final Destination destination;
  private final PrintStream err;
  private OutputFormat format;
  private boolean timing;
  private volatile boolean isStopped;
  private volatile @Nullable Cancellation running;

  /** The destination stays the caller's, who finishes and closes it. */
  StatementRunner(
      Session session,
      Destination destination,
      PrintStream err,
      OutputFormat format,
      boolean timing) {
    this.session = session;
    this.destination = destination;
    this.err = err;
    this.format = format;
    this.timing = timing;
  }

  OutputFormat format() {
    return format;
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
  void run(String sql) {
    for (Statement statement : session.parse(sql)) {
      if (destination.isAbandoned()) {
        return;
      }
      runOne(statement);
    }
  }

  /** Cancels the statement that runs now, if any. Called from another thread. */
  void cancel() {
    Cancellation current = running;
    if (current != null) {
      current.cancel();
    }
  }

  /** Cancels the statement that runs now and every later one. Called from another thread. */
  void stop() {
    isStopped = true;
    cancel();
  }

  private void runOne(Statement statement) {
    long start = System.nanoTime();
    Cancellation cancellation = new Cancellation();
    running = cancellation;
    if (isStopped) {
      cancellation.cancel();
    }
    ProgressBar progress = ProgressBar.forStandardError();
    QueryListener listener = progress == null ? QueryListener.NONE : progress;
    long rowCount = -1;
    String cost = "";
    try (StatementResult result = session.execute(statement, List.of(), listener, cancellation)) {
      if (result.isRows()) {
        rowCount = destination.write(new ProgressClearing(result.rows(), progress), format);
      } else if (result.isText()) {
        destination.write(result.message(), format);
      } else if (!result.message().isEmpty()) {
        err.println(result.message());
      }
      if (timing) {
        cost = result.statistics().map(StatementRunner::describe).orElse("");
      }
    } finally {
      running = null;
      if (progress != null) {
        progress.close();
      }
    }
    if (timing) {
      double seconds = (System.nanoTime() - start) / 1e9;
      String rows = rowCount < 0 ? "" : ", " + rowCount + (rowCount == 1 ? " row" : " rows");
      err.println(String.format(Locale.ROOT, "Time: %.3f s%s%s", seconds, rows, cost));
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
}
