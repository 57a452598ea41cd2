package dev.quern.engine;

import dev.quern.engine.catalog.TableLoader;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.formats.listing.PartitionPruner;
import dev.quern.executor.queries.ExecutorSettings;
import dev.quern.executor.queries.QueryExecutor;
import dev.quern.executor.queries.QueryExecutors;
import dev.quern.executor.queries.StandardServices;
import dev.quern.executor.worker.ExecutorServices;
import dev.quern.parser.analysis.Analyzer;
import dev.quern.plan.nodes.FilePruner;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

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
  private final Analyzer analyzer;
  private final QueryExecutor executor;
  private final BufferAllocator allocator;
  private final FilePruner pruner;

  private Engine(Settings settings, ExecutorServices.Provider services) {
    this.settings = settings;
    ExecutorServices own = services.create();
    this.formats = own.formats();
    this.tables = new TableLoader(formats);
    this.allocator = new RootAllocator();
    this.pruner = new PartitionPruner(own.expressions(), allocator);
    this.analyzer = new Analyzer(FunctionRegistry.signatures());
    this.executor = QueryExecutors.create(services, ExecutorSettings.ofThisProcess());
  }

  /** Opens an engine whose sessions begin with {@code settings}. */
  public static Engine open(Settings settings) {
    return open(settings, new StandardServices());
  }

  /** Opens an engine whose queries use other services than the standard ones. */
  static Engine open(Settings settings, ExecutorServices.Provider services) {
    return new Engine(settings, services);
  }

  /**
   * Opens a session without tables.
   *
   * @param base the folder that relative paths in its statements start from
   */
  public Session openSession(Path base) {
    return new Session(this, base.toAbsolutePath().normalize(), settings);
  }

  public Formats formats() {
    return formats;
  }

  /** Returns the allocator for what leaves the engine; its users make children of it. */
  public BufferAllocator allocator() {
    return allocator;
  }

  Analyzer analyzer() {
    return analyzer;
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
