package dev.quern.jdbc;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;

/** The engine's errors as JDBC knows them, with the same message and SQLSTATE. */
final class SqlErrors {
  private SqlErrors() {}

  static SQLException of(QueryException e) {
    if (e.code() == ErrorCode.TIMEOUT) {
      return new SQLTimeoutException(e.message(), e.sqlState(), e);
    }
    if (e.code() == ErrorCode.UNSUPPORTED) {
      return new SQLFeatureNotSupportedException(e.message(), e.sqlState(), e);
    }
    if (e.sqlState().startsWith("42")) {
      return new SQLSyntaxErrorException(e.message(), e.sqlState(), e);
    }
    return new SQLException(e.message(), e.sqlState(), e);
  }

  static SQLException closed(String what) {
    return new SQLNonTransientException(
        what + " is closed", ErrorCode.CONNECTION_CLOSED.sqlState());
  }

  static SQLFeatureNotSupportedException unsupported(String what) {
    return new SQLFeatureNotSupportedException(
        "Not supported: " + what, ErrorCode.UNSUPPORTED.sqlState());
  }

  static SQLException invalid(String message) {
    return new SQLException(message, ErrorCode.INVALID_OPTION.sqlState());
  }
}
