package dev.quern.engine;

import dev.quern.engine.catalog.TableLoader;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.batch.Allocators;
import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.executor.expressions.functions.user.UserAggregate;
import dev.quern.executor.expressions.functions.user.UserFunction;
import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.formats.listing.PartitionPruner;
import dev.quern.executor.queries.ExecutorSettings;
import dev.quern.executor.queries.QueryExecutor;
import dev.quern.executor.queries.QueryExecutors;
import dev.quern.executor.queries.StandardServices;
import dev.quern.executor.worker.ExecutorServices;
import dev.quern.parser.analysis.Analyzer;
import dev.quern.parser.syntax.Statement;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.nodes.FilePruner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What all queries of a program share: formats, functions, compiled expressions, warm workers.
 * Thread-safe. Closing it ends every query, worker and thread of it.
 *
 * <pre>{@code
 * try (Engine engine = Engine.open(Settings.defaults());
 *     Session session = engine.openSession(Path.of("data"))) {
 *   Statement query = session.parse("SELECT count(*) FROM 'flights/*.csv'").get(0);
 *   try (StatementResult result = session.execute(query, QueryListener.NONE)) {
 *     BatchSource rows = result.rows();
 *     ...
 *   }
 * }
 * }</pre>
 */
public final class Engine implements AutoCloseable {
  private final Settings settings;
  private final Formats formats;
  private final TableLoader tables;
  private final UserFunctions userFunctions;
  private volatile @Nullable Analyzer ownAnalyzer;
  private final QueryExecutor executor;
  private final BufferAllocator allocator;
  private final FilePruner pruner;

  private Engine(
      Settings settings, ExecutorServices.Provider services, UserFunctions userFunctions) {
    PlanningStart.begin();
    this.settings = settings;
    this.userFunctions = userFunctions;
    ExecutorServices own = services.create();
    this.formats = own.formats();
    this.tables = new TableLoader(formats);
    this.allocator = Allocators.newRoot();
    this.pruner = new PartitionPruner(own.expressions(), allocator);
    this.executor = QueryExecutors.create(services, ExecutorSettings.ofThisProcess());
    // The first statement needs it, and planning is not prepared yet.
    Settings.machineMemoryBytes();
  }

  /** Opens an engine whose sessions begin with {@code settings}. */
  public static Engine open(Settings settings) {
    UserFunctions functions = new UserFunctions();
    return new Engine(settings, new StandardServices(functions), functions);
  }

  /** Opens an engine whose queries use other services than the standard ones. */
  static Engine open(Settings settings, ExecutorServices.Provider services) {
    return new Engine(settings, services, new UserFunctions());
  }

  /**
   * Opens a session without tables.
   *
   * @param base the folder that relative paths in its statements start from
   */
  public Session openSession(Path base) {
    return new Session(this, base.toAbsolutePath().normalize(), settings);
  }

  /**
   * Adds a function that statements of all sessions may call from now on.
   *
   * @throws QueryException DUPLICATE_OBJECT if there is one of that name
   */
  public synchronized void register(UserFunction function) {
    checkIsNew(function.name());
    userFunctions.add(function);
    makeAnalyzer();
  }

  /**
   * Adds an aggregate that statements of all sessions may call from now on.
   *
   * @throws QueryException DUPLICATE_OBJECT if there is a function of that name
   */
  public synchronized void register(UserAggregate aggregate) {
    checkIsNew(aggregate.name());
    userFunctions.add(aggregate);
    makeAnalyzer();
  }

  private void checkIsNew(String name) {
    if (analyzer().hasFunction(name)) {
      throw new QueryException(ErrorCode.DUPLICATE_OBJECT, "Function exists: name=" + name);
    }
  }

  private void makeAnalyzer() {
    List<FunctionSignature> signatures = new ArrayList<>(FunctionRegistry.signatures());
    userFunctions.all().forEach(added -> signatures.add(added.signature()));
    userFunctions.aggregates().forEach(added -> signatures.add(added.signature()));
    ownAnalyzer = new Analyzer(signatures);
  }

  public Formats formats() {
    return formats;
  }

  /** Returns the allocator for what leaves the engine; its users make children of it. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** Returns what checks statements; waits, if need be, until planning is prepared. */
  Analyzer analyzer() {
    Analyzer own = ownAnalyzer;
    return own == null ? PlanningStart.analyzer() : own;
  }

  /**
   * Returns the statements of a text.
   *
   * @throws QueryException SYNTAX_ERROR
   */
  List<Statement> parse(String sql) {
    PlanningStart.analyzer();
    return StatementParser.parse(sql);
  }

  UserFunctions userFunctions() {
    return userFunctions;
  }

  FilePruner pruner() {
    return pruner;
  }

  TableLoader tables() {
    return tables;
  }

  QueryExecutor executor() {
    return executor;
  }

  @Override
  public void close() {
    executor.close();
    allocator.close();
  }
}
