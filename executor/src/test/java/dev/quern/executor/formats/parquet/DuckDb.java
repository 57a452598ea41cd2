package dev.quern.executor.formats.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** DuckDB in this process: writes files to read, and tells what files hold. */
final class DuckDb implements AutoCloseable {
  private final Connection connection;
  private final Statement statement;

  DuckDb() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    statement = connection.createStatement();
    execute("SET threads = 1");
    execute("SET memory_limit = '300MB'");
    execute("SET TimeZone = 'UTC'");
  }

  void execute(String sql) throws SQLException {
    statement.execute(sql);
  }

  /** Returns a file's rows as the plain values that {@code TestValues} returns. */
  List<List<@Nullable Object>> rows(Path path) throws SQLException {
    return query("SELECT * FROM read_parquet('" + path + "')");
  }

  /** Returns a query's rows as the plain values that {@code TestValues} returns. */
  List<List<@Nullable Object>> query(String sql) throws SQLException {
    List<String> types = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (ResultSet columns = statement.executeQuery("DESCRIBE " + sql)) {
      while (columns.next()) {
        names.add(columns.getString(1));
        types.add(columns.getString(2));
      }
    }
    StringBuilder plain = new StringBuilder("SELECT ");
    List<String> quoted = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      quoted.add("c" + i);
      plain.append(i == 0 ? "" : ", ").append(plain(types.get(i), "c" + i));
    }
    plain
        .append(" FROM (")
        .append(sql)
        .append(") t(")
        .append(String.join(", ", quoted))
        .append(")");
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(plain.toString())) {
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
          row.add(value(result, i + 1, types.get(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static String plain(String type, String column) {
    if (type.startsWith("TIMESTAMP")) {
      return "epoch_us(" + column + ")";
    }
    if (type.startsWith("GEOMETRY")) {
      return "ST_AsWKB(" + column + ")::BLOB";
    }
    return switch (type) {
      case "DATE" -> "date_diff('day', DATE '1970-01-01', " + column + ")";
      case "TIME", "TIME WITH TIME ZONE", "TIME_NS" ->
          "epoch_us(DATE '1970-01-01' + " + column + "::TIME)";
      case "UUID" -> column + "::VARCHAR";
      case "UBIGINT" -> column + "::DECIMAL(20, 0)";
      default -> column;
    };
  }

  private static @Nullable Object value(ResultSet result, int column, String type)
      throws SQLException {
    Object value = result.getObject(column);
    if (value == null) {
      return null;
    }
    if (type.equals("BLOB") || type.startsWith("GEOMETRY")) {
      return ByteBuffer.wrap(result.getBytes(column));
    }
    if (value instanceof BigDecimal || value instanceof Boolean || value instanceof String) {
      return value;
    }
    if (value instanceof Double || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    return nested(value);
  }

  /** Lists as lists; structs and the entries of maps as lists of their members. */
  private static @Nullable Object nested(@Nullable Object value) throws SQLException {
    if (value == null || value instanceof BigDecimal || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Array array) {
      return all((Object[]) array.getArray());
    }
    if (value instanceof Struct struct) {
      return all(struct.getAttributes());
    }
    if (value instanceof Map<?, ?> map) {
      List<@Nullable Object> entries = new ArrayList<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries.add(all(entry.getKey(), entry.getValue()));
      }
      return entries;
    }
    if (value instanceof Double || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof BigInteger whole) {
      return new BigDecimal(whole);
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof Timestamp timestamp) {
      LocalDateTime time = timestamp.toLocalDateTime();
      return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1000;
    }
    if (value instanceof LocalDate date) {
      return date.toEpochDay();
    }
    if (value instanceof Blob blob) {
      return ByteBuffer.wrap(blob.getBytes(1, (int) blob.length()));
    }
    return value.toString();
  }

  private static List<@Nullable Object> all(@Nullable Object... values) throws SQLException {
    List<@Nullable Object> list = new ArrayList<>();
    for (Object value : values) {
      list.add(nested(value));
    }
    return list;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
