package dev.quern.benchmarks.suites;

import dev.quern.benchmarks.queries.Answer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the rows of queries through JDBC. */
final class JdbcAnswers {
  private JdbcAnswers() {}

  static Answer answer(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return answer(result);
    }
  }

  /** Returns the names of a query's columns without running it. */
  static List<String> columnNames(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      ResultSetMetaData metaData = Objects.requireNonNull(statement.getMetaData());
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= metaData.getColumnCount(); i++) {
        names.add(metaData.getColumnLabel(i));
      }
      return names;
    }
  }

  private static Answer answer(ResultSet result) throws SQLException {
    ResultSetMetaData metaData = result.getMetaData();
    List<Boolean> floating = new ArrayList<>();
    for (int i = 1; i <= metaData.getColumnCount(); i++) {
      int type = metaData.getColumnType(i);
      floating.add(type == Types.DOUBLE || type == Types.FLOAT || type == Types.REAL);
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    while (result.next()) {
      List<@Nullable String> cells = new ArrayList<>();
      for (int i = 1; i <= floating.size(); i++) {
        cells.add(text(result.getObject(i)));
      }
      rows.add(cells);
    }
    return new Answer(floating, rows);
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Timestamp) {
      return value.toString().replaceAll("\\.0$", "");
    }
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : value.toString();
  }
}
