package dev.quern.jdbc;

import dev.quern.engine.results.ValueText;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a list type. Stays readable after its result is closed. */
final class QuernArray implements Array {
  private final DataType elementType;
  private final @Nullable Object[] elements;
  private final List<?> values;
  private boolean isFreed;

  /**
   * @param elements the elements as JDBC has them
   * @param values the elements as the engine has them
   */
  QuernArray(DataType elementType, @Nullable Object[] elements, List<?> values) {
    this.elementType = elementType;
    this.elements = elements;
    this.values = values;
  }

  DataType type() {
    return new DataType.ListType(elementType);
  }

  /** Returns the elements as the engine has them. */
  List<?> values() {
    return values;
  }

  private void checkUsable(@Nullable Map<String, Class<?>> map) throws SQLException {
    if (isFreed) {
      throw SqlErrors.closed("Array");
    }
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.unsupported("type maps");
    }
  }

  /** Returns the first of the wanted elements, from 0. */
  private int checkRange(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    checkUsable(map);
    if (index < 1 || index > elements.length + 1L || count < 0) {
      throw SqlErrors.invalid(
          "No such elements: index=" + index + ", count=" + count + ", length=" + elements.length);
    }
    return (int) index - 1;
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
    int from = checkRange(index, count, map);
    return Arrays.copyOfRange(elements, from, (int) Math.min(elements.length, from + (long) count));
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    return getResultSet(null);
  }

  @Override
  public ResultSet getResultSet(@Nullable Map<String, Class<?>> map) throws SQLException {
    return getResultSet(1, elements.length, map);
  }

  @Override
  public ResultSet getResultSet(long index, int count) throws SQLException {
    return getResultSet(index, count, null);
  }

  /** Returns a row for each element: its index, from 1, and its value. */
  @Override
  public ResultSet getResultSet(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    int from = checkRange(index, count, map);
    int end = (int) Math.min(elements.length, from + (long) count);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = from; i < end; i++) {
      rows.add(Arrays.asList(i + 1, values.get(i)));
    }
    Schema schema =
        new Schema(List.of(Field.of("INDEX", DataTypes.INTEGER), Field.of("VALUE", elementType)));
    return new QuernResultSet(null, result -> {}, new ListCursor(schema, rows), 0);
  }

  @Override
  public void free() {
    isFreed = true;
  }

  @Override
  public String toString() {
    return ValueText.of(values);
  }
}
