package dev.quern.jdbc;

import dev.quern.engine.values.ParameterExpressions;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Parameter values as constants of the plan; the class decides the type. */
final class BoundParameters {
  private BoundParameters() {}

  /** Returns the constant; null is a NULL that fits every type. */
  static Expression of(@Nullable Object value) throws SQLException {
    try {
      if (value instanceof QuernArray array) {
        return ParameterExpressions.of(array.values(), array.type());
      }
      if (value instanceof QuernStruct struct) {
        return ParameterExpressions.of(struct.value(), struct.type());
      }
      return ParameterExpressions.of(plain(value));
    } catch (QueryException e) {
      throw SqlErrors.of(e);
    }
  }

  /** Returns the elements of an array of any driver and the value of our structs, others as is. */
  static @Nullable Object plain(@Nullable Object value) throws SQLException {
    if (value instanceof QuernArray array) {
      return array.values();
    }
    if (value instanceof QuernStruct struct) {
      return struct.value();
    }
    if (value instanceof Array array) {
      return array.getArray();
    }
    if (value instanceof Struct) {
      throw SqlErrors.unsupported("structs of other drivers; use createStruct or a record");
    }
    if (value instanceof @Nullable Object[] elements) {
      @Nullable Object[] plain = new @Nullable Object[elements.length];
      for (int i = 0; i < plain.length; i++) {
        plain[i] = plain(elements[i]);
      }
      return Arrays.asList(plain);
    }
    return value;
  }

  /** Returns the type of a set parameter; one that is not set counts as text. */
  static DataType typeOf(@Nullable Expression value) {
    return value == null || value.type() instanceof DataType.NullType
        ? DataTypes.VARCHAR
        : value.type();
  }
}
