package dev.quern.engine;

import dev.quern.engine.results.ColumnReader;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.queries.QueryListener;
import dev.quern.parser.syntax.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Runs SQL in a session and returns what it gives as text. */
final class SqlRun {
  private SqlRun() {}

  /** Returns the rows of the last statement, their values separated by {@code |}. */
  static List<String> rows(Session session, String sql) {
    return rows(session, sql, QueryListener.NONE);
  }

  /** Does the same while {@code listener} hears of all queries. */
  static List<String> rows(Session session, String sql, QueryListener listener) {
    List<String> rows = new ArrayList<>();
    for (Statement statement : session.parse(sql)) {
      rows.clear();
      try (StatementResult result = session.execute(statement, listener)) {
        if (result.isRows()) {
          read(result.rows(), rows);
        } else {
          rows.addAll(result.message().lines().toList());
        }
      }
    }
    return rows;
  }

  private static void read(BatchSource source, List<String> rows) {
    for (Batch batch = source.next(); batch != null; batch = source.next()) {
      try (Batch closed = batch) {
        for (int row = 0; row < closed.rowCount(); row++) {
          StringJoiner cells = new StringJoiner("|");
          for (int column = 0; column < closed.columnCount(); column++) {
            cells.add(
                new ColumnReader(closed.schema().type(column), closed.vector(column)).text(row));
          }
          rows.add(cells.toString());
        }
      }
    }
  }
}
