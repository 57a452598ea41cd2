package dev.quern.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.benchmarks.queries.AnswerReader;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.executor.queries.QueryListener;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of every scalar function can be run. */
class FunctionExamplesTest {
  @TempDir private Path folder;

  @Test
  void examplesOfScalarFunctionsRun() {
    List<String> failures = new ArrayList<>();
    Settings settings = Settings.defaults().with(Setting.SCHEDULER, "single-threaded");
    try (Engine engine = Engine.open(settings);
        Session session = engine.openSession(folder)) {
      for (FunctionSignature signature : FunctionRegistry.signatures()) {
        if (signature.kind() == FunctionSignature.Kind.SCALAR) {
          run(session, "SELECT " + signature.example(), failures);
        }
      }
    }
    assertEquals(List.of(), failures);
  }

  private static void run(Session session, String sql, List<String> failures) {
    try (StatementResult result = session.execute(session.parse(sql).get(0), QueryListener.NONE)) {
      assertEquals(1, AnswerReader.read(result.rows()).rows().size(), sql);
    } catch (QueryException e) {
      failures.add(sql + ": " + e.message());
    }
  }
}
