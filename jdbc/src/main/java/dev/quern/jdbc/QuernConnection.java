package dev.quern.jdbc;

import dev.quern.engine.Cancellation;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.catalog.SessionCatalog;
import dev.quern.executor.batch.BatchSource;
import dev.quern.parser.syntax.Statement;
import dev.quern.plan.errors.ErrorCode;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Struct;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A session on a shared engine. Transactions are accepted where they change nothing: Quern only
 * reads. Closing it ends what its statements run, closes their results and its share in the engine.
 */
final class QuernConnection implements Connection {
  /** All levels: reading files that do not change is the same in each. */
  static final Set<Integer> ISOLATION_LEVELS =
      Set.of(
          TRANSACTION_NONE,
          TRANSACTION_READ_UNCOMMITTED,
          TRANSACTION_READ_COMMITTED,
          TRANSACTION_REPEATABLE_READ,
          TRANSACTION_SERIALIZABLE);

  private static final int MAX_WARNINGS = 100;

  private final String url;
  private final EngineReference engine;
  private final Session session;
  private final Properties clientInfo = new Properties();
  private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
  private final Set<QuernResultSet> openResults = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;
  private volatile @Nullable SQLWarning warnings;
  private int warningCount;
  private boolean isAutoCommit = true;
  private boolean isReadOnly = true;
  private int isolation = TRANSACTION_NONE;
  private int holdability = ResultSet.HOLD_CURSORS_OVER_COMMIT;
  private int networkTimeoutMillis;

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
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    checkOpen();
    try {
      List<Statement> statements = session.parse(sql);
      if (statements.size() != 1) {
        throw SqlErrors.invalid("A prepared statement is one statement, not " + statements.size());
      }
      return new QuernPreparedStatement(this, statements.get(0));
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    checkKind(type, concurrency);
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holding)
      throws SQLException {
    return prepareStatement(sql, type, concurrency);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return prepareStatement(sql);
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    throw SqlErrors.unsupported("stored procedures");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    throw SqlErrors.unsupported("stored procedures");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holding)
      throws SQLException {
    throw SqlErrors.unsupported("stored procedures");
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    checkOpen();
    return sql;
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return new QuernDatabaseMetaData(this);
  }

  @Override
  public void setAutoCommit(boolean isOn) throws SQLException {
    checkOpen();
    isAutoCommit = isOn;
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    checkOpen();
    return isAutoCommit;
  }

  @Override
  public void commit() throws SQLException {
    checkOpen();
  }

  @Override
  public void rollback() throws SQLException {
    checkOpen();
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    throw SqlErrors.unsupported("savepoints");
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    throw SqlErrors.unsupported("savepoints");
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    throw SqlErrors.unsupported("savepoints");
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    throw SqlErrors.unsupported("savepoints");
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
  public void setReadOnly(boolean isOn) throws SQLException {
    checkOpen();
    isReadOnly = isOn;
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    checkOpen();
    return isReadOnly;
  }

  @Override
  public void setCatalog(@Nullable String catalog) throws SQLException {
    checkOpen();
  }

  @Override
  public @Nullable String getCatalog() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public void setSchema(@Nullable String schema) throws SQLException {
    checkOpen();
  }

  @Override
  public String getSchema() throws SQLException {
    checkOpen();
    return SessionCatalog.SCHEMA;
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    checkOpen();
    if (!ISOLATION_LEVELS.contains(level)) {
      throw SqlErrors.invalid("Unknown transaction isolation: " + level);
    }
    isolation = level;
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    checkOpen();
    return isolation;
  }

  @Override
  public void setHoldability(int newHoldability) throws SQLException {
    checkOpen();
    if (newHoldability != ResultSet.HOLD_CURSORS_OVER_COMMIT
        && newHoldability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
      throw SqlErrors.invalid("Unknown holdability: " + newHoldability);
    }
    holdability = newHoldability;
  }

  @Override
  public int getHoldability() throws SQLException {
    checkOpen();
    return holdability;
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return warnings;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
    warnings = null;
    warningCount = 0;
  }

  /** Adds a warning to those that {@link #getWarnings} gives; the first hundred are kept. */
  void warn(SQLWarning warning) {
    SQLWarning first = warnings;
    if (first == null) {
      warnings = warning;
    } else if (warningCount < MAX_WARNINGS) {
      first.setNextWarning(warning);
    }
    warningCount++;
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    checkOpen();
    return Map.of();
  }

  @Override
  public void setTypeMap(@Nullable Map<String, Class<?>> map) throws SQLException {
    checkOpen();
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.unsupported("type maps");
    }
  }

  @Override
  public void setNetworkTimeout(@Nullable Executor executor, int milliseconds) throws SQLException {
    checkOpen();
    if (milliseconds < 0) {
      throw SqlErrors.invalid("Network timeout is negative: " + milliseconds);
    }
    networkTimeoutMillis = milliseconds;
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    checkOpen();
    return networkTimeoutMillis;
  }

  @Override
  public void setClientInfo(@Nullable String name, @Nullable String value)
      throws SQLClientInfoException {
    checkOpenForClientInfo();
    if (name == null) {
      throw new SQLClientInfoException(
          "The name of a client property is null", ErrorCode.INVALID_OPTION.sqlState(), Map.of());
    }
    if (value == null) {
      clientInfo.remove(name);
    } else {
      clientInfo.setProperty(name, value);
    }
  }

  @Override
  public void setClientInfo(@Nullable Properties properties) throws SQLClientInfoException {
    checkOpenForClientInfo();
    clientInfo.clear();
    if (properties != null) {
      clientInfo.putAll(properties);
    }
  }

  private void checkOpenForClientInfo() throws SQLClientInfoException {
    if (isClosed) {
      throw new SQLClientInfoException(
          "Connection is closed", ErrorCode.CONNECTION_CLOSED.sqlState(), Map.of());
    }
  }

  @Override
  public @Nullable String getClientInfo(@Nullable String name) throws SQLException {
    checkOpen();
    return name == null ? null : clientInfo.getProperty(name);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    checkOpen();
    Properties copy = new Properties();
    copy.putAll(clientInfo);
    return copy;
  }

  @Override
  public Clob createClob() throws SQLException {
    throw SqlErrors.unsupported("large objects");
  }

  @Override
  public Blob createBlob() throws SQLException {
    throw SqlErrors.unsupported("large objects");
  }

  @Override
  public NClob createNClob() throws SQLException {
    throw SqlErrors.unsupported("large objects");
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    throw SqlErrors.unsupported("XML");
  }

  @Override
  public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    throw SqlErrors.unsupported("array parameters");
  }

  @Override
  public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
    throw SqlErrors.unsupported("struct parameters");
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
