package dev.quern.jdbc;

import dev.quern.engine.Cancellation;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.executor.batch.BatchSource;
import dev.quern.parser.syntax.Statement;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Struct;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A session on a shared engine. Transactions are accepted where they change nothing: Quern only
 * reads. Closing it ends what its statements run, closes their results and its share in the engine.
 */
final class QuernConnection extends ConnectionState {
  private final String url;

  private final EngineReference engine;

  private final Session session;

  private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();

  private final Set<QuernResultSet> openResults = ConcurrentHashMap.newKeySet();

  private volatile boolean isClosed;

  /** Takes over the share in the engine; gives it back if the folder cannot be opened. */
  QuernConnection(String url, EngineReference engine, JdbcUrl parsed) {
    this.url = url;
    this.engine = engine;
    boolean isOpen = false;
    try {
      session = engine.engine().openSession(Path.of(parsed.folder()));
      if (!parsed.folder().isEmpty()) {
        session.attach(Path.of(""));
      }
      isOpen = true;
    } finally {
      if (!isOpen) {
        engine.close();
      }
    }
  }

  @Override
  void checkOpen() throws SQLException {
    if (isClosed) {
      throw SqlErrors.closed("Connection");
    }
  }

  String url() {
    return url;
  }

  Session session() {
    return session;
  }

  /** Returns the session with the statement's own timeout, 0 = that of the connection. */
  Session session(int timeoutSeconds) {
    return timeoutSeconds == 0 ? session : session.with("timeout", timeoutSeconds + "s");
  }

  /**
   * Returns the statements of a text.
   *
   * @param withEscapes whether JDBC's escapes in braces count
   */
  List<Statement> parse(@Nullable String sql, boolean withEscapes) throws SQLException {
    if (sql == null) {
      throw SqlErrors.invalid("The SQL text is null");
    }
    try {
      return session.parse(withEscapes ? Escapes.toPlainSql(sql) : sql);
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
  }

  /** Notes that a statement begins to run, so that closing the connection can end it. */
  void started(Cancellation execution) throws SQLException {
    running.add(execution);
    if (isClosed) {
      running.remove(execution);
      throw SqlErrors.closed("Connection");
    }
  }

  void ended(Cancellation execution) {
    running.remove(execution);
  }

  /** Notes a result that holds memory until it is closed. */
  void opened(QuernResultSet result) {
    openResults.add(result);
  }

  void closed(QuernResultSet result) {
    openResults.remove(result);
  }

  BatchSource rows(StatementResult result) {
    return result.isText() ? session.textRows(result.message()) : result.rows();
  }

  @Override
  public java.sql.Statement createStatement() throws SQLException {
    checkOpen();
    return new QuernStatement(this);
  }

  @Override
  public java.sql.Statement createStatement(int type, int concurrency) throws SQLException {
    checkKind(type, concurrency);
    return createStatement();
  }

  @Override
  public java.sql.Statement createStatement(int type, int concurrency, int holding)
      throws SQLException {
    return createStatement(type, concurrency);
  }

  /** Warns, as JDBC wants it, when a statement is of another kind than was asked for. */
  private void checkKind(int type, int concurrency) throws SQLException {
    checkOpen();
    if (type < ResultSet.TYPE_FORWARD_ONLY || type > ResultSet.TYPE_SCROLL_SENSITIVE) {
      throw SqlErrors.invalid("Unknown type of results: " + type);
    }
    if (concurrency != ResultSet.CONCUR_READ_ONLY && concurrency != ResultSet.CONCUR_UPDATABLE) {
      throw SqlErrors.invalid("Unknown concurrency of results: " + concurrency);
    }
    if (type != ResultSet.TYPE_FORWARD_ONLY || concurrency != ResultSet.CONCUR_READ_ONLY) {
      warn(new SQLWarning("Results are forward-only and read-only", "01000"));
    }
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql) throws SQLException {
    checkOpen();
    List<Statement> statements = parse(sql, true);
    if (statements.size() != 1) {
      throw SqlErrors.invalid("A prepared statement is one statement, not " + statements.size());
    }
    for (String name : statements.get(0).parameterNames()) {
      if (!name.isEmpty()) {
        throw SqlErrors.unsupported("parameters with names, use question marks: name=:" + name);
      }
    }
    return new QuernPreparedStatement(this, statements.get(0));
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql, int type, int concurrency)
      throws SQLException {
    checkKind(type, concurrency);
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(
      @Nullable String sql, int type, int concurrency, int holding) throws SQLException {
    return prepareStatement(sql, type, concurrency);
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql, int autoGeneratedKeys)
      throws SQLException {
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql, int[] columnIndexes)
      throws SQLException {
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql, String[] columnNames)
      throws SQLException {
    return prepareStatement(sql);
  }

  @Override
  public String nativeSQL(@Nullable String sql) throws SQLException {
    checkOpen();
    return Escapes.toPlainSql(sql);
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return new QuernDatabaseMetaData(this);
  }

  @Override
  public void close() throws SQLException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    running.forEach(Cancellation::cancel);
    try {
      for (QuernResultSet result : openResults) {
        result.close();
      }
    } finally {
      release();
    }
  }

  private void release() throws SQLException {
    try {
      session.close();
      engine.close();
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
  }

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  @Override
  public void abort(@Nullable Executor executor) throws SQLException {
    if (executor == null) {
      throw SqlErrors.invalid("The executor of abort is null");
    }
    if (isClosed) {
      return;
    }
    running.forEach(Cancellation::cancel);
    openResults.forEach(QuernResultSet::cancel);
    close();
  }

  @Override
  public boolean isValid(int timeoutSeconds) throws SQLException {
    if (timeoutSeconds < 0) {
      throw SqlErrors.invalid("Timeout is negative: " + timeoutSeconds);
    }
    if (isClosed) {
      return false;
    }
    try (java.sql.Statement statement = createStatement()) {
      statement.setQueryTimeout(timeoutSeconds);
      return statement.executeQuery("SELECT 1").next();
    } catch (SQLException e) {
      // The question is whether the connection works: it does not.
      return false;
    }
  }

  @Override
  public Array createArrayOf(@Nullable String typeName, @Nullable Object @Nullable [] elements)
      throws SQLException {
    checkOpen();
    return CreatedValues.array(typeName, elements);
  }

  @Override
  public Struct createStruct(@Nullable String typeName, @Nullable Object @Nullable [] attributes)
      throws SQLException {
    checkOpen();
    return CreatedValues.struct(typeName, attributes);
  }

  @Override
  public <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlErrors.invalid("The class to unwrap is null");
    }
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type.isInstance(session)) {
      return type.cast(session);
    }
    throw SqlErrors.invalid("Not a wrapper of " + type.getName());
  }

  @Override
  public boolean isWrapperFor(@Nullable Class<?> type) {
    return type != null && (type.isInstance(this) || type.isInstance(session));
  }
}
