package dev.quern.engine;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.queries.QueryResult;
import dev.quern.executor.queries.QueryStatistics;
import dev.quern.parser.analysis.ColumnOrigins;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a statement gives: rows, a text (a plan), or only the fact that it is done. Closed by
 * whoever ran the statement; closing early ends the query. One thread reads.
 */
public final class StatementResult implements AutoCloseable {
  private final @Nullable BatchSource rows;
  private final ColumnOrigins origins;
  private final String message;
  private final boolean isText;
  private final long updateCount;
  private final @Nullable Supplier<QueryStatistics> statistics;

  private StatementResult(
      @Nullable BatchSource rows,
      ColumnOrigins origins,
      String message,
      boolean isText,
      long updateCount,
      @Nullable Supplier<QueryStatistics> statistics) {
    this.rows = rows;
    this.origins = origins;
    this.message = message;
    this.isText = isText;
    this.updateCount = updateCount;
    this.statistics = statistics;
  }

  static StatementResult ofRows(BatchSource rows) {
    return new StatementResult(rows, ColumnOrigins.NONE, "", false, -1, null);
  }

  /** Returns rows that {@code cancellation} ends also when all of them wait to be read. */
  static StatementResult ofQuery(
      QueryResult query, ColumnOrigins origins, Cancellation cancellation) {
    return new StatementResult(
        new CancellableRows(query, cancellation), origins, "", false, -1, query::statistics);
  }

  static StatementResult ofText(String text) {
    return new StatementResult(null, ColumnOrigins.NONE, text, true, -1, null);
  }

  static StatementResult done(String message, long updateCount) {
    return new StatementResult(null, ColumnOrigins.NONE, message, false, updateCount, null);
  }

  /** A statement that is done after a query has run, which cost {@code statistics}. */
  static StatementResult done(String message, long updateCount, QueryStatistics statistics) {
    return new StatementResult(
        null, ColumnOrigins.NONE, message, false, updateCount, () -> statistics);
  }

  public boolean isRows() {
    return rows != null;
  }

  /** Returns whether the message is the answer itself (a plan) and not a remark. */
  public boolean isText() {
    return isText;
  }

  /**
   * Returns the rows, still owned by this result.
   *
   * @throws IllegalStateException if the statement gives none
   */
  public BatchSource rows() {
    if (rows == null) {
      throw new IllegalStateException("statement gives no rows: " + message);
    }
    return rows;
  }

  /** Returns where the columns of the rows come from; of no table if they are no query's. */
  public ColumnOrigins origins() {
    return origins;
  }

  /** Returns the text or a remark for people; may be empty. */
  public String message() {
    return message;
  }

  /**
   * Returns the number of rows written, 0 if the statement writes none, -1 if it gives rows or
   * text.
   */
  public long updateCount() {
    return updateCount;
  }

  /** Returns what the query has cost so far; empty if no query was run. */
  public Optional<QueryStatistics> statistics() {
    return Optional.ofNullable(statistics).map(Supplier::get);
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }
}
