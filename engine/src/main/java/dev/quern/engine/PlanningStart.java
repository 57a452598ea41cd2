package dev.quern.engine;

import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.optimizer.Optimizer;
import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.parser.analysis.Analyzer;
import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.catalog.CatalogEntry;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.catalog.FileCall;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.calcite.util.BuiltInMethod;
import org.jspecify.annotations.Nullable;

/**
 * Prepares planning on a thread of its own, once in a program: a small query is parsed, analyzed
 * and optimized. Most of the time to the first row is the loading of Calcite's classes and tables;
 * meanwhile the first engine opens its formats, its memory and its executor.
 *
 * <p>Nobody may touch Calcite before this has ended: its classes need each other in circles while
 * they are initialized, so that two threads that begin at different ends wait for each other for
 * ever. Hence each way to a statement leads through {@link #analyzer()}. {@link BuiltInMethod} is
 * an exception: it looks methods up by reflection, which initializes no class.
 */
final class PlanningStart {
  private static final CompletableFuture<Analyzer> ANALYZER =
      CompletableFuture.supplyAsync(PlanningStart::prepare, PlanningStart::runInBackground);

  private PlanningStart() {}

  /**
   * Lets the preparation begin, unless it has begun before, and does meanwhile what it needs later:
   * the functions, and the one large class of Calcite whose initialization needs no other.
   */
  static void begin() {
    // Whoever is the first to come here has the class initialized, which starts the thread.
    FunctionRegistry.standard();
    BuiltInMethod.values();
  }

  /** Waits until planning is prepared, and returns the analyzer of the functions of every Quern. */
  static Analyzer analyzer() {
    return ANALYZER.join();
  }

  private static void runInBackground(Runnable preparation) {
    Thread thread = new Thread(preparation, "quern-planning-start");
    thread.setDaemon(true);
    thread.start();
  }

  private static Analyzer prepare() {
    Query query = StatementParser.parseQuery("SELECT 1");
    Analyzer.loadOperators();
    Analyzer analyzer = new Analyzer(FunctionRegistry.signatures());
    Optimizer.optimize(
        analyzer.analyze(query, new NoTables(), List.of()).root(), OptimizerSettings.of(1, 1));
    return analyzer;
  }

  private static final class NoTables implements Catalog {
    @Override
    public @Nullable CatalogEntry find(List<String> name) {
      return null;
    }

    @Override
    public CatalogTable open(FileCall call) {
      throw new QueryException(ErrorCode.FILE_NOT_FOUND, "No files here: call=" + call);
    }

    @Override
    public List<String> names() {
      return List.of();
    }
  }
}
