package dev.quern.jdbi;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.MappingException;
import org.jdbi.v3.core.mapper.NoSuchMapperException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Makes records of the rows of one result, each component by Jdbi's mapper of its type. */
final class RowReader<T extends Record> implements RowMapper<T> {
  /** A component, the column that it comes from, counted from 1, and the mapper. */
  private record Part(RecordComponent component, int column, ColumnMapper<?> mapper) {}

  private final Constructor<T> constructor;
  private final List<Part> parts;

  private RowReader(Constructor<T> constructor, List<Part> parts) {
    this.constructor = constructor;
    this.parts = parts;
  }

  static <T extends Record> RowReader<T> of(
      Class<T> type, ResultSetMetaData columns, StatementContext context) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(plain(columns.getColumnLabel(i)));
    }
    List<Part> parts = new ArrayList<>();
    List<Class<?>> classes = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      int index = names.indexOf(plain(component.getName()));
      if (index < 0) {
        throw new MappingException(
            "No column for the component of a record: component="
                + type.getSimpleName()
                + "."
                + component.getName()
                + ", columns="
                + names);
      }
      ColumnMapper<?> mapper =
          context
              .findColumnMapperFor(component.getGenericType())
              .orElseThrow(
                  () ->
                      new NoSuchMapperException(
                          "No mapper for the class: component="
                              + type.getSimpleName()
                              + "."
                              + component.getName()
                              + ", class="
                              + component.getGenericType()));
      parts.add(new Part(component, index + 1, mapper));
      classes.add(component.getType());
    }
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(classes.toArray(new Class<?>[0]));
      constructor.setAccessible(true);
      return new RowReader<>(constructor, parts);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("record without its constructor: " + type, e);
    }
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  @Override
  public T map(ResultSet rows, StatementContext context) throws SQLException {
    @Nullable Object[] arguments = new Object[parts.size()];
    for (int i = 0; i < arguments.length; i++) {
      Part part = parts.get(i);
      arguments[i] = part.mapper().map(rows, part.column(), context);
      if (part.component().getType().isPrimitive() && rows.wasNull()) {
        throw new MappingException(
            "NULL does not fit the component of a record: component="
                + part.component().getName()
                + ", class="
                + part.component().getType());
      }
    }
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new MappingException(
          "The constructor of a record refused a row: " + constructor.getDeclaringClass(),
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a record: " + constructor, e);
    }
  }
}
