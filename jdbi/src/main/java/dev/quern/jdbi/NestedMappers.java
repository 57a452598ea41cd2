package dev.quern.jdbi;

import dev.quern.engine.values.ValueConversion;
import dev.quern.plan.errors.QueryException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.ColumnMapperFactory;
import org.jspecify.annotations.Nullable;

/** Lists as {@code List} or {@code Set}, maps as {@code Map}, structs as records. */
final class NestedMappers implements ColumnMapperFactory {
  @Override
  public Optional<ColumnMapper<?>> build(Type type, ConfigRegistry config) {
    if (type instanceof Class<?> plain && plain.isRecord()) {
      return Optional.of((rows, column, context) -> read(rows, column, Map.class, type));
    }
    if (!(type instanceof ParameterizedType generic)) {
      return Optional.empty();
    }
    if (generic.getRawType() == List.class) {
      return Optional.of((rows, column, context) -> read(rows, column, List.class, type));
    }
    if (generic.getRawType() == Map.class) {
      return Optional.of((rows, column, context) -> read(rows, column, Map.class, type));
    }
    if (generic.getRawType() == Set.class) {
      Type element = generic.getActualTypeArguments()[0];
      return Optional.of((rows, column, context) -> set(rows, column, element));
    }
    return Optional.empty();
  }

  /** Returns the value, given by the driver in the class {@code given}, as {@code wanted}. */
  static @Nullable Object read(ResultSet rows, int column, Class<?> given, Type wanted)
      throws SQLException {
    Object value = rows.getObject(column, given);
    try {
      return ValueConversion.convert(value, wanted, rows.getMetaData().getColumnLabel(column));
    } catch (QueryException e) {
      throw new SQLException(e.message(), e.sqlState(), e);
    }
  }

  private static @Nullable Set<@Nullable Object> set(ResultSet rows, int column, Type element)
      throws SQLException {
    List<?> values = rows.getObject(column, List.class);
    if (values == null) {
      return null;
    }
    Set<@Nullable Object> set = new LinkedHashSet<>();
    try {
      for (Object value : values) {
        set.add(ValueConversion.convert(value, element, rows.getMetaData().getColumnLabel(column)));
      }
    } catch (QueryException e) {
      throw new SQLException(e.message(), e.sqlState(), e);
    }
    return Collections.unmodifiableSet(set);
  }
}
