package dev.quern.benchmarks.slt;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.results.ColumnReader;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.queries.QueryListener;
import dev.quern.parser.syntax.Statement;
import dev.quern.plan.types.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session of Quern that runs texts of statements. */
final class QuernSide implements AutoCloseable {
  private final Session session;

  QuernSide(Engine engine, Path folder) {
    this.session = engine.openSession(folder);
  }

  /** Runs all statements of a text; returns what the last one gives. */
  Answer run(String sql) {
    Answer answer = new Answer(List.of(), List.of());
    for (Statement statement : session.parse(sql)) {
      try (StatementResult result = session.execute(statement, QueryListener.NONE)) {
        answer = read(result);
      }
    }
    return answer;
  }

  private static Answer read(StatementResult result) {
    if (result.isText()) {
      return new Answer(List.of(false), List.of(Collections.singletonList(result.message())));
    }
    if (!result.isRows()) {
      return new Answer(List.of(), List.of());
    }
    BatchSource source = result.rows();
    List<Boolean> floating = new ArrayList<>();
    for (int i = 0; i < source.schema().size(); i++) {
      DataType type = source.schema().type(i);
      floating.add(type instanceof DataType.DoubleType || type instanceof DataType.FloatType);
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Batch batch = source.next(); batch != null; batch = source.next()) {
      try (Batch closed = batch) {
        append(closed, rows);
      }
    }
    return new Answer(floating, rows);
  }

  private static void append(Batch batch, List<List<@Nullable String>> rows) {
    List<ColumnReader> columns = new ArrayList<>();
    for (int i = 0; i < batch.columnCount(); i++) {
      columns.add(new ColumnReader(batch.schema().type(i), batch.vector(i)));
    }
    for (int row = 0; row < batch.rowCount(); row++) {
      List<@Nullable String> cells = new ArrayList<>();
      for (ColumnReader column : columns) {
        cells.add(column.text(row));
      }
      rows.add(cells);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
