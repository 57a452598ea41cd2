package dev.quern.engine;

import dev.quern.engine.results.ColumnReader;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.queries.QueryListener;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.Statement;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** SUMMARIZE: one row of figures for each column of a query, all from one pass over its rows. */
final class Summary {
  static final List<String> COLUMNS =
      List.of(
          "column_name",
          "column_type",
          "min",
          "max",
          "distinct_count",
          "avg",
          "count",
          "null_percentage");

  private final Session session;
  private final QueryListener listener;
  private final Cancellation cancellation;

  Summary(Session session, QueryListener listener, Cancellation cancellation) {
    this.session = session;
    this.listener = listener;
    this.cancellation = cancellation;
  }

  List<List<@Nullable String>> of(Query query) {
    Schema schema = session.schema(query, List.of());
    StringBuilder names = new StringBuilder();
    StringBuilder figures = new StringBuilder("count(*)");
    for (int i = 0; i < schema.size(); i++) {
      String column = "c" + i;
      names.append(i == 0 ? "" : ", ").append(column);
      boolean isOrdered = !schema.type(i).isNested();
      figures.append(
          isOrdered
              ? ", min(" + column + "), max(" + column + "), count(DISTINCT " + column + ")"
              : ", NULL, NULL, NULL");
      figures.append(schema.type(i).isNumeric() ? ", avg(" + column + ")" : ", NULL");
      figures.append(", count(").append(column).append(')');
    }
    String sql =
        "SELECT " + figures + " FROM (" + query.sql() + "\n) AS summarized (" + names + ")";
    List<@Nullable String> values = onlyRow(StatementParser.parse(sql).get(0));
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      rows.add(row(schema.field(i).name(), schema.type(i), values, i));
    }
    return rows;
  }

  private static List<@Nullable String> row(
      String name, DataType type, List<@Nullable String> values, int columnIndex) {
    int first = 1 + 5 * columnIndex;
    double total = number(values.get(0));
    double nonNull = number(values.get(first + 4));
    List<@Nullable String> row = new ArrayList<>();
    row.add(name);
    row.add(type.sqlName());
    row.addAll(values.subList(first, first + 4));
    row.add(values.get(0));
    row.add(
        total == 0 ? null : String.format(Locale.ROOT, "%.2f", 100 * (total - nonNull) / total));
    return row;
  }

  private static double number(@Nullable String text) {
    return text == null ? 0 : Double.parseDouble(text);
  }

  private List<@Nullable String> onlyRow(Statement statement) {
    List<@Nullable String> values = new ArrayList<>();
    try (StatementResult result = session.execute(statement, List.of(), listener, cancellation)) {
      for (Batch batch = result.rows().next(); batch != null; batch = result.rows().next()) {
        try (Batch closed = batch) {
          for (int i = 0; i < closed.columnCount(); i++) {
            values.add(new ColumnReader(closed.schema().type(i), closed.vector(i)).text(0));
          }
        }
      }
    }
    return values;
  }
}
