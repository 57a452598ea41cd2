package dev.quern.jdbc;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;

/** The engine's errors as JDBC knows them, with the same message and SQLSTATE. */
final class SqlErrors {
  private SqlErrors() {}

  /** Returns the error; what the engine did not foresee is an internal error of it. */
  static SQLException of(RuntimeException failure) {
    if (!(failure instanceof QueryException e)) {
      return new SQLException(
          "Internal error, please report it: " + failure, ErrorCode.INTERNAL.sqlState(), failure);
    }
    if (e.code() == ErrorCode.TIMEOUT) {
      return new SQLTimeoutException(e.message(), e.sqlState(), e);
    }
    if (e.code() == ErrorCode.UNSUPPORTED) {
      return new SQLFeatureNotSupportedException(e.message(), e.sqlState(), e);
    }
    if (e.sqlState().startsWith("42")) {
      return new SQLSyntaxErrorException(e.message(), e.sqlState(), e);
    }
    if (e.sqlState().startsWith("22")) {
      return new SQLDataException(e.message(), e.sqlState(), e);
    }
    return new SQLException(e.message(), e.sqlState(), e);
  }

  /** Returns the error of a connection that could not be made. */
  static SQLException cannotConnect(RuntimeException failure) {
    SQLException cause = of(failure);
    return cause.getSQLState().equals(ErrorCode.INVALID_OPTION.sqlState())
        ? cause
        : new SQLNonTransientConnectionException(
            cause.getMessage(), ErrorCode.CANNOT_CONNECT.sqlState(), cause);
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
