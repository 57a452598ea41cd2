package dev.quern.jdbi;

import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Rows as records: components are matched with columns by name, without regard to case and
 * underscores. A row of one struct is the record of that struct.
 */
final class RecordMappers implements RowMapperFactory {
  @Override
  public Optional<RowMapper<?>> build(Type type, ConfigRegistry config) {
    if (type instanceof Class<?> plain && plain.isRecord()) {
      return Optional.of(new Mapper<>(plain.asSubclass(Record.class)));
    }
    return Optional.empty();
  }

  private record Mapper<T extends Record>(Class<T> type) implements RowMapper<T> {
    @Override
    public @Nullable T map(ResultSet rows, StatementContext context) throws SQLException {
      return specialize(rows, context).map(rows, context);
    }

    @Override
    public RowMapper<T> specialize(ResultSet rows, StatementContext context) throws SQLException {
      ResultSetMetaData columns = rows.getMetaData();
      if (columns.getColumnCount() == 1 && columns.getColumnTypeName(1).startsWith("STRUCT")) {
        return (row, unused) -> type.cast(NestedMappers.read(row, 1, Map.class, type));
      }
      return RowReader.of(type, columns, context);
    }
  }
}
