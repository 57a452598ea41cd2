package dev.quern.jdbc;

import java.sql.SQLException;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/** A JDBC object that wraps nothing but itself. */
interface SelfWrapper extends Wrapper {
  @Override
  default <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlErrors.invalid("The class to unwrap is null");
    }
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw SqlErrors.invalid("Not a wrapper of " + type.getName());
  }

  @Override
  default boolean isWrapperFor(@Nullable Class<?> type) {
    return type != null && type.isInstance(this);
  }
}
