package dev.quern.jdbc;

import dev.quern.engine.catalog.SessionCatalog;
import dev.quern.plan.errors.ErrorCode;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a program may set on a connection without effect on statements that only read: it is
 * checked, kept and answered. Here too is refused what Quern has none of, such as savepoints and
 * large objects.
 */
abstract class ConnectionState implements Connection {
  /** All levels: reading files that do not change is the same in each. */
  static final Set<Integer> ISOLATION_LEVELS =
      Set.of(
          TRANSACTION_NONE,
          TRANSACTION_READ_UNCOMMITTED,
          TRANSACTION_READ_COMMITTED,
          TRANSACTION_REPEATABLE_READ,
          TRANSACTION_SERIALIZABLE);

  private static final int MAX_WARNINGS = 100;

  private final Properties clientInfo = new Properties();

  private volatile @Nullable SQLWarning warnings;

  private int warningCount;

  private boolean isAutoCommit = true;

  private boolean isReadOnly = true;

  private int isolation = TRANSACTION_NONE;

  private int holdability = ResultSet.HOLD_CURSORS_OVER_COMMIT;

  private int networkTimeoutMillis;

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
    if (isClosed()) {
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
  public abstract boolean isClosed();

  abstract void checkOpen() throws SQLException;
}
