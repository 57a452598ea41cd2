package dev.quern.jdbc;

import dev.quern.engine.Cancellation;
import dev.quern.engine.StatementResult;
import dev.quern.executor.queries.QueryListener;
import dev.quern.parser.syntax.SetOption;
import dev.quern.parser.syntax.Statement;
import dev.quern.plan.expressions.Expression;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs SQL texts. One result is open at a time; {@link #cancel()} may come from another thread. */
class QuernStatement extends StatementState {
  private final QuernConnection connection;

  private final Deque<Statement> pending = new ArrayDeque<>();

  private final List<String> batch = new ArrayList<>();

  private volatile Cancellation cancellation = new Cancellation();

  private @Nullable StatementResult current;

  private @Nullable QuernResultSet resultSet;

  private long updateCount = -1;

  private volatile boolean isClosed;

  private boolean isClosedOnCompletion;

  QuernStatement(QuernConnection connection) {
    this.connection = connection;
  }

  @Override
  final void checkOpen() throws SQLException {
    if (isClosed) {
      throw SqlErrors.closed("Statement");
    }
    connection.checkOpen();
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    execute(sql);
    return onlyRows(sql);
  }

  /** Returns the rows of the statement that was executed; refuses one that gives none. */
  final ResultSet onlyRows(String sql) throws SQLException {
    QuernResultSet rows = resultSet;
    if (rows == null) {
      throw SqlErrors.invalid("Statement gives no rows: " + sql);
    }
    return rows;
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    checkOpen();
    return executeAll(connection.parse(sql, hasEscapes()), List.of());
  }

  final boolean executeAll(List<Statement> statements, List<Expression> parameters)
      throws SQLException {
    closeResult();
    pending.clear();
    pending.addAll(statements);
    return advance(parameters);
  }

  /** Runs the next pending statement and returns whether it gives rows. */
  private boolean advance(List<Expression> parameters) throws SQLException {
    Statement statement = pending.poll();
    updateCount = -1;
    if (statement == null) {
      return false;
    }
    Cancellation started = new Cancellation();
    cancellation = started;
    try {
      StatementResult result = run(statement, parameters, started);
      current = result;
      if (result.isRows() || result.isText()) {
        QuernResultSet rows =
            new QuernResultSet(
                this,
                this::onResultClosed,
                new BatchCursor(connection.rows(result), result.origins(), deadline()),
                getLargeMaxRows());
        rows.setFetchSize(getFetchSize());
        connection.opened(rows);
        resultSet = rows;
        return true;
      }
      updateCount = result.updateCount();
      result.close();
      return false;
    } catch (RuntimeException e) {
      // The statements after one that failed are not run: they may stand on it.
      pending.clear();
      throw SqlErrors.of(e);
    }
  }

  private StatementResult run(
      Statement statement, List<Expression> parameters, Cancellation started) throws SQLException {
    connection.started(started);
    try {
      // A changed setting must stay with the connection, not with a copy of its session.
      int timeout = statement instanceof SetOption ? 0 : getQueryTimeout();
      return connection
          .session(timeout)
          .execute(statement, parameters, QueryListener.NONE, started);
    } finally {
      connection.ended(started);
    }
  }

  /** Returns when fetching has to be over too, as {@code System.nanoTime} counts. */
  private long deadline() throws SQLException {
    return getQueryTimeout() == 0
        ? Long.MAX_VALUE
        : System.nanoTime() + TimeUnit.SECONDS.toNanos(getQueryTimeout());
  }

  private void closeResult() throws SQLException {
    QuernResultSet open = resultSet;
    resultSet = null;
    StatementResult result = current;
    current = null;
    if (open != null) {
      open.close();
    }
    if (result != null) {
      try {
        result.close();
      } catch (RuntimeException e) {
        throw SqlErrors.of(e);
      }
    }
  }

  /** Called by the result set when it was closed. */
  void onResultClosed(QuernResultSet closed) throws SQLException {
    connection.closed(closed);
    if (closed == resultSet) {
      resultSet = null;
      if (isClosedOnCompletion) {
        close();
      }
    }
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return Math.toIntExact(executeLargeUpdate(sql));
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    if (execute(sql)) {
      closeResult();
      throw SqlErrors.invalid("Statement gives rows, use executeQuery: " + sql);
    }
    return Math.max(0, updateCount);
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    checkOpen();
    return resultSet;
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return Math.toIntExact(getLargeUpdateCount());
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    checkOpen();
    return updateCount;
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_CURRENT_RESULT);
  }

  @Override
  public boolean getMoreResults(int handling) throws SQLException {
    checkOpen();
    if (handling == KEEP_CURRENT_RESULT) {
      throw SqlErrors.unsupported("KEEP_CURRENT_RESULT");
    }
    if (handling != CLOSE_CURRENT_RESULT && handling != CLOSE_ALL_RESULTS) {
      throw SqlErrors.invalid("Unknown handling of the current result: " + handling);
    }
    closeResult();
    return advance(List.of());
  }

  /** Returns a result without rows: no statement makes keys. */
  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    checkOpen();
    return new MetaDataRows("GENERATED_KEY:l").toResultSet(this, connection);
  }

  @Override
  public void cancel() throws SQLException {
    checkOpen();
    cancelRunning();
  }

  final void cancelRunning() {
    cancellation.cancel();
  }

  @Override
  public void close() throws SQLException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    pending.clear();
    closeResult();
  }

  @Override
  public boolean isClosed() {
    return isClosed || connection.isClosed();
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    checkOpen();
    isClosedOnCompletion = true;
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    checkOpen();
    return isClosedOnCompletion;
  }

  @Override
  public Connection getConnection() throws SQLException {
    checkOpen();
    return connection;
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    checkOpen();
    batch.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    checkOpen();
    List<String> texts = List.copyOf(batch);
    batch.clear();
    return executeEach(texts.size(), i -> executeUpdate(texts.get(i)));
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return Arrays.stream(executeBatch()).asLongStream().toArray();
  }

  /** Runs one statement of a batch and returns its update count. */
  interface BatchStep {
    int run(int index) throws SQLException;
  }

  /** Runs a batch; the first statement that fails ends it. */
  static int[] executeEach(int size, BatchStep step) throws SQLException {
    int[] counts = new int[size];
    for (int i = 0; i < size; i++) {
      try {
        counts[i] = step.run(i);
      } catch (SQLException e) {
        String message = "Statement " + (i + 1) + " of the batch failed: " + e.getMessage();
        throw new BatchUpdateException(
            message, e.getSQLState(), e.getErrorCode(), Arrays.copyOf(counts, i), e);
      }
    }
    return counts;
  }
}
