package dev.quern.benchmarks.slt;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.AnswerReader;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.executor.queries.QueryListener;
import dev.quern.parser.syntax.Statement;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

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
    return result.isRows() ? AnswerReader.read(result.rows()) : new Answer(List.of(), List.of());
  }

  @Override
  public void close() {
    session.close();
  }
}
