package dev.quern.jdbc;

import dev.quern.engine.results.ValueText;
import dev.quern.plan.types.DataType;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a list type. Stays readable after its result is closed. */
final class QuernArray implements Array {
  private final DataType elementType;
  private final @Nullable Object[] elements;
  private final Object value;
  private boolean isFreed;

  /**
   * @param elements the elements as JDBC has them
   * @param value the whole as the engine has it, for its text
   */
  QuernArray(DataType elementType, @Nullable Object[] elements, Object value) {
    this.elementType = elementType;
    this.elements = elements;
    this.value = value;
  }

  private void checkUsable(@Nullable Map<String, Class<?>> map) throws SQLException {
    if (isFreed) {
      throw SqlErrors.closed("Array");
    }
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.unsupported("type maps");
    }
  }

  @Override
  public String getBaseTypeName() throws SQLException {
    checkUsable(null);
    return JdbcTypes.name(elementType);
  }

  @Override
  public int getBaseType() throws SQLException {
    checkUsable(null);
    return JdbcTypes.code(elementType);
  }

  @Override
  public Object getArray() throws SQLException {
    return getArray(null);
  }

  @Override
  public Object getArray(@Nullable Map<String, Class<?>> map) throws SQLException {
    checkUsable(map);
    return elements.clone();
  }

  @Override
  public Object getArray(long index, int count) throws SQLException {
    return getArray(index, count, null);
  }

  @Override
  public Object getArray(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    checkUsable(map);
    if (index < 1 || index > elements.length + 1L || count < 0) {
      throw SqlErrors.invalid(
          "No such elements: index=" + index + ", count=" + count + ", length=" + elements.length);
    }
    int from = (int) index - 1;
    return Arrays.copyOfRange(elements, from, (int) Math.min(elements.length, from + (long) count));
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    throw SqlErrors.unsupported("Array.getResultSet; getArray gives the elements");
  }

  @Override
  public ResultSet getResultSet(@Nullable Map<String, Class<?>> map) throws SQLException {
    return getResultSet();
  }

  @Override
  public ResultSet getResultSet(long index, int count) throws SQLException {
    return getResultSet();
  }

  @Override
  public ResultSet getResultSet(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    return getResultSet();
  }

  @Override
  public void free() {
    isFreed = true;
  }

  @Override
  public String toString() {
    return ValueText.of(value);
  }
}
