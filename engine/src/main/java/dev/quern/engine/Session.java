package dev.quern.engine;

import dev.quern.engine.catalog.FileAccess;
import dev.quern.engine.catalog.SessionCatalog;
import dev.quern.engine.catalog.TableDefinition;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.queries.QueryListener;
import dev.quern.executor.queries.QueryResult;
import dev.quern.executor.queries.QueryStatistics;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.syntax.ColumnDeclaration;
import dev.quern.parser.syntax.Copy;
import dev.quern.parser.syntax.CreateExternalTable;
import dev.quern.parser.syntax.CreateView;
import dev.quern.parser.syntax.Describe;
import dev.quern.parser.syntax.DropTable;
import dev.quern.parser.syntax.DropView;
import dev.quern.parser.syntax.Explain;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.SetOption;
import dev.quern.parser.syntax.ShowTables;
import dev.quern.parser.syntax.Statement;
import dev.quern.parser.syntax.Summarize;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.jspecify.annotations.Nullable;

/**
 * Tables, views and settings of one user, and the place where statements run. Statements may run at
 * the same time; each sees the tables and settings as they are when it starts. Closing a session
 * leaves its open results alone.
 */
public final class Session implements AutoCloseable {
  private final Engine engine;
  private final Path base;
  private final SessionCatalog catalog;
  private final QueryPlanner planner;
  private volatile Settings settings;

  Session(Engine engine, Path base, Settings settings) {
    this.engine = engine;
    this.base = base;
    this.settings = settings;
    this.catalog = new SessionCatalog(engine.tables(), base, FileAccess.of(settings, base));
    this.planner = new QueryPlanner(engine, catalog);
    settings.catalogFile().map(base::resolve).ifPresent(this::declareAll);
  }

  private void declareAll(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new QueryException(ErrorCode.FILE_NOT_FOUND, "Catalog file not found: file=" + file);
    }
    for (Statement statement : declarations(file)) {
      declare(statement, file.toAbsolutePath().normalize().resolveSibling(""));
    }
  }

  private Session(
      Engine engine, Path base, SessionCatalog catalog, QueryPlanner planner, Settings settings) {
    this.engine = engine;
    this.base = base;
    this.catalog = catalog;
    this.planner = planner;
    this.settings = settings;
  }

  /**
   * Makes every sub-folder with data files and every data file of {@code directory} a table. If the
   * folder has a {@code schema.sql}, the tables that it declares win, and its views see all tables;
   * its relative paths start from the folder.
   */
  public void attach(Path directory) {
    Path folder = base.resolve(directory).normalize();
    catalog.allow(folder);
    List<Statement> declarations = declarations(folder.resolve("schema.sql"));
    for (Statement statement : declarations) {
      if (statement instanceof CreateExternalTable) {
        declare(statement, folder);
      }
    }
    catalog.addFolder(folder);
    for (Statement statement : declarations) {
      if (!(statement instanceof CreateExternalTable)) {
        declare(statement, folder);
      }
    }
  }

  private List<Statement> declarations(Path file) {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      return parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot read declarations: file=" + file + ", cause=" + e, e);
    }
  }

  /**
   * Returns the statements of a text.
   *
   * @throws QueryException SYNTAX_ERROR
   */
  public List<Statement> parse(String sql) {
    return engine.parse(sql);
  }

  /** Runs a statement without parameters. */
  public StatementResult execute(Statement statement, QueryListener listener) {
    return execute(statement, List.of(), listener);
  }

  /**
   * Runs a statement.
   *
   * @param parameters values of its question marks, in order
   * @param listener is told how a query goes on
   * @return what it gives; the caller closes it
   */
  public StatementResult execute(
      Statement statement, List<Expression> parameters, QueryListener listener) {
    return execute(statement, parameters, listener, new Cancellation());
  }

  /**
   * Runs a statement that {@code cancellation} can end from another thread.
   *
   * @param parameters values of its question marks, in order
   * @param listener is told how a query goes on
   * @return what it gives; the caller closes it
   */
  public StatementResult execute(
      Statement statement,
      List<Expression> parameters,
      QueryListener listener,
      Cancellation cancellation) {
    QuerySettings querySettings = settings.toQuerySettings();
    QueryRun run = new QueryRun(engine.executor(), listener, cancellation);
    if (statement instanceof Query query) {
      PlannedQuery planned = planner.plan(query, parameters, querySettings, null);
      return StatementResult.ofQuery(run.start(planned), planned.origins(), cancellation);
    }
    if (statement instanceof Copy copy) {
      return copy(copy, parameters, querySettings, run);
    }
    if (statement instanceof Explain explain) {
      Copy explained = explain.copy();
      CopyTarget target = explained == null ? null : target(explained);
      return StatementResult.ofText(
          new Explanation(run, planner, querySettings).explain(explain, parameters, target));
    }
    if (statement instanceof Describe describe) {
      return rows(
          List.of("column_name", "column_type", "null"),
          describe(planner.schema(describe.query(), parameters)));
    }
    if (statement instanceof Summarize summarize) {
      return rows(Summary.COLUMNS, new Summary(this, listener, cancellation).of(summarize.query()));
    }
    if (statement instanceof ShowTables) {
      return rows(List.of("name", "type"), showTables());
    }
    if (statement instanceof SetOption option) {
      settings = settings.withBySql(option.name(), option.value());
      return StatementResult.done("", 0);
    }
    return StatementResult.done(declare(statement, base), 0);
  }

  /** Returns the columns of a query without running it. */
  public Schema schema(Query query, List<Expression> parameters) {
    return planner.schema(query, parameters);
  }

  /** Returns the columns of a query, and where they come from, without running it. */
  public ResultColumns columns(Query query, List<Expression> parameters) {
    return planner.columns(query, parameters);
  }

  /**
   * Returns the columns of a table or view.
   *
   * @throws QueryException UNKNOWN_TABLE, or what is wrong with its files
   */
  public Schema tableSchema(String name) {
    if (catalog.find(List.of(name)) instanceof CatalogTable table) {
      return table.source().tableSchema();
    }
    String quoted = '"' + name.replace("\"", "\"\"") + '"';
    return planner.schema((Query) parse("SELECT * FROM " + quoted).get(0), List.of());
  }

  /** Returns a session over the same tables whose statements run with one setting changed. */
  public Session with(String setting, String value) {
    return new Session(engine, base, catalog, planner, settings.with(setting, value));
  }

  /** Returns a text as rows of one column, a line each. */
  public BatchSource textRows(String text) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    text.lines().forEach(line -> rows.add(Arrays.asList(line)));
    return new TextRows(List.of("plan"), rows, engine.allocator());
  }

  /** Returns the names of all tables and views, in order. */
  public List<String> tableNames() {
    return catalog.names();
  }

  public SessionCatalog catalog() {
    return catalog;
  }

  public Settings settings() {
    return settings;
  }

  public Engine engine() {
    return engine;
  }

  @Override
  public void close() {}

  private StatementResult rows(List<String> columns, List<List<@Nullable String>> rows) {
    return StatementResult.ofRows(new TextRows(columns, rows, engine.allocator()));
  }

  private String declare(Statement statement, Path folder) {
    if (statement instanceof CreateExternalTable create) {
      String name = SessionCatalog.plainName(create.name());
      TableDefinition definition =
          new TableDefinition(
              name, create.locations(), create.format(), create.options(), declared(create));
      SessionCatalog.TableEntry entry = new SessionCatalog.TableEntry(name, definition, folder);
      if (create.format() != null) {
        engine.formats().byName(create.format());
      }
      return catalog.add(entry, create.orReplace(), create.ifNotExists())
          ? ""
          : "Table exists: " + name;
    }
    if (statement instanceof CreateView create) {
      String name = SessionCatalog.plainName(create.name());
      int columnCount = planner.schema(create.query(), List.of()).size();
      if (!create.columns().isEmpty() && create.columns().size() != columnCount) {
        throw new QueryException(
            ErrorCode.INVALID_QUERY,
            "View names another number of columns than its query has: view="
                + name
                + ", names="
                + create.columns().size()
                + ", columns="
                + columnCount);
      }
      SessionCatalog.ViewEntry entry =
          new SessionCatalog.ViewEntry(name, create.query().sql(), create.columns());
      return catalog.add(entry, create.orReplace(), create.ifNotExists())
          ? ""
          : "View exists: " + name;
    }
    if (statement instanceof DropTable drop) {
      return drop(drop.name(), drop.ifExists(), false);
    }
    if (statement instanceof DropView drop) {
      return drop(drop.name(), drop.ifExists(), true);
    }
    throw new QueryException(
        ErrorCode.UNSUPPORTED, "Only declarations may stand in schema.sql: " + statement.sql());
  }

  private String drop(List<String> name, boolean ifExists, boolean isView) {
    String plainName = SessionCatalog.plainName(name);
    if (!catalog.remove(plainName, isView) && !ifExists) {
      throw new QueryException(
          ErrorCode.UNKNOWN_TABLE,
          (isView ? "View" : "Table")
              + " not found: name="
              + plainName
              + ", known are "
              + tableNames());
    }
    return "";
  }

  /**
   * Returns the declared columns, or null if there are none; a column without a type is refused.
   */
  private static @Nullable Schema declared(CreateExternalTable create) {
    if (create.columns().isEmpty()) {
      return null;
    }
    List<Field> fields = new ArrayList<>();
    for (ColumnDeclaration column : create.columns()) {
      DataType type = column.type();
      if (type == null) {
        throw new QueryException(
            ErrorCode.UNSUPPORTED,
            "Column without a type: table="
                + String.join(".", create.name())
                + ", column="
                + column.name()
                + "; give every column a type, or leave out the list to have all inferred");
      }
      fields.add(new Field(column.name(), type, column.nullable()));
    }
    return new Schema(fields);
  }

  private List<List<@Nullable String>> describe(Schema schema) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Field field : schema.fields()) {
      rows.add(
          Arrays.asList(field.name(), field.type().sqlName(), field.nullable() ? "YES" : "NO"));
    }
    return rows;
  }

  private List<List<@Nullable String>> showTables() {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (SessionCatalog.Entry entry : catalog.all()) {
      rows.add(
          Arrays.asList(
              entry.name(), entry instanceof SessionCatalog.ViewEntry ? "VIEW" : "TABLE"));
    }
    return rows;
  }

  private StatementResult copy(
      Copy copy, List<Expression> parameters, QuerySettings querySettings, QueryRun run) {
    CopyTarget target = target(copy);
    PlannedQuery planned =
        planner.plan(copy.query(), parameters, querySettings, target.toWriteTarget());
    Written written = target.writing(() -> write(run, planned));
    return StatementResult.done(
        written.rowCount() + " rows written to " + copy.path(),
        written.rowCount(),
        written.statistics());
  }

  private CopyTarget target(Copy copy) {
    CopyTarget target = CopyTarget.of(copy, base, engine.formats());
    catalog.access().checkWritable(target.path());
    return target;
  }

  private record Written(long rowCount, QueryStatistics statistics) {}

  private static Written write(QueryRun run, PlannedQuery planned) {
    long rowCount = 0;
    try (QueryResult counts = run.start(planned)) {
      for (Batch batch = counts.next(); batch != null; batch = counts.next()) {
        try (Batch closed = batch) {
          BigIntVector vector = (BigIntVector) closed.vector(0);
          for (int row = 0; row < closed.rowCount(); row++) {
            rowCount += vector.get(row);
          }
        }
      }
      return new Written(rowCount, counts.statistics());
    }
  }
}
