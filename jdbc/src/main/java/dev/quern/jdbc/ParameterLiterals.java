package dev.quern.jdbc;

import dev.quern.engine.values.Literals;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;

/** Parameter values as constants of the plan; the class decides the type. */
final class ParameterLiterals {
  private ParameterLiterals() {}

  /** Returns the constant; null is a NULL that fits every type. */
  static Literal of(@Nullable Object value) throws SQLException {
    try {
      return Literals.of(plain(value));
    } catch (QueryException e) {
      throw SqlErrors.of(e);
    }
  }

  /** Returns a value of {@code java.sql} as one of {@code java.time}, others as they are. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Date date) {
      return date.toLocalDate();
    }
    if (value instanceof Time time) {
      return time.toLocalTime();
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp.toLocalDateTime();
    }
    return value instanceof java.util.Date date ? date.toInstant() : value;
  }

  /** Returns the type of a set parameter; one that is not set counts as text. */
  static DataType typeOf(@Nullable Literal literal) {
    return literal == null || literal.type() instanceof DataType.NullType
        ? DataTypes.VARCHAR
        : literal.type();
  }
}
