package dev.quern;

import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.settings.Settings;
import dev.quern.parser.syntax.Statement;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * Tables, views and settings of one user, and the place where SQL runs. Thread-safe: queries may
 * run side by side, each sees the tables and settings as they are when it starts. Closing a session
 * removes what {@code register} has copied, as soon as its last open result is closed.
 *
 * <pre>{@code
 * record City(String name, long inhabitants) {}
 *
 * session.execute("CREATE VIEW big AS SELECT * FROM 'cities.csv' WHERE inhabitants > 1000000");
 * try (QueryRows rows = session.query("SELECT name, inhabitants FROM big WHERE name LIKE ?", "B%")) {
 *   List<City> cities = rows.toList(City.class);
 * }
 * }</pre>
 */
public final class QuernSession implements AutoCloseable {
  private final Session session;
  private final RegisteredTables registered;

  QuernSession(Session session, Settings settings) {
    this.session = session;
    this.registered = new RegisteredTables(session, settings.toQuerySettings().tempDirectory());
  }

  /**
   * Makes every sub-folder with data files and every data file of a folder a table named after it.
   *
   * <pre>{@code
   * session.attach(Path.of("/data/tpch"));
   * session.query("SELECT count(*) FROM lineitem");
   * }</pre>
   *
   * @param directory relative to the session's folder, or absolute
   */
  public void attach(Path directory) {
    session.attach(directory);
  }

  /**
   * Starts a query and returns its rows. Shorthand for {@code prepare(sql).with(parameters).run()}.
   *
   * <pre>{@code
   * try (QueryRows rows = session.query("SELECT * FROM 'a.csv' WHERE day = ?", LocalDate.now())) {
   *   rows.forEach(row -> System.out.println(row));
   * }
   * }</pre>
   *
   * @param parameters the values of its question marks: numbers, text, booleans, {@code java.time},
   *     {@code byte[]}, null; collections, arrays, maps and records of such
   * @return the rows; the caller closes them
   */
  public QueryRows query(String sql, @Nullable Object... parameters) {
    return prepare(sql).with(parameters).run();
  }

  /**
   * Starts a query whose parameters have names, and returns its rows. Shorthand for {@code
   * prepare(sql).with(parameters).run()}.
   *
   * <pre>{@code
   * try (QueryRows rows =
   *     session.query(
   *         "SELECT * FROM 'a.csv' WHERE day >= :day OR changed >= :day", Map.of("day", day))) {
   *   rows.forEach(row -> System.out.println(row));
   * }
   * }</pre>
   *
   * @param parameters the values by name, of the classes that question marks take too
   * @return the rows; the caller closes them
   */
  public QueryRows query(String sql, Map<String, ? extends @Nullable Object> parameters) {
    return prepare(sql).with(parameters).run();
  }

  /**
   * Runs statements one after the other, reads what they give, and returns the number of rows that
   * the last one has written (0 if it writes none).
   *
   * <pre>{@code
   * session.execute("SET threads = 2; CREATE VIEW v AS SELECT 1 AS one");
   * long written = session.execute("COPY (SELECT * FROM v) TO 'v.parquet'");
   * }</pre>
   */
  public long execute(String sql) {
    long written = 0;
    for (Statement statement : session.parse(sql)) {
      try (QueryRows rows = prepared(statement).run()) {
        rows.readAll();
        written = rows.rowsWritten();
      }
    }
    return written;
  }

  /**
   * Reads a statement that is to run with parameters, a listener or a time limit.
   *
   * <pre>{@code
   * PreparedQuery query = session.prepare("SELECT * FROM t WHERE id = ?");
   * try (QueryRows rows = query.with(7).run()) { ... }
   * try (QueryRows rows = query.with(8).run()) { ... }
   * }</pre>
   *
   * @throws dev.quern.plan.errors.QueryException SYNTAX_ERROR, also if it is not one statement
   */
  public PreparedQuery prepare(String sql) {
    return prepared(PreparedQuery.only(session.parse(sql), sql));
  }

  private PreparedQuery prepared(Statement statement) {
    return new PreparedQuery(session, registered, statement);
  }

  /**
   * Makes a table of the rows of Arrow batches, all of which are read now and copied to a temporary
   * file, so that the table may be of any size and {@code batches} may be closed. A table of that
   * name is replaced.
   *
   * <pre>{@code
   * try (ArrowReader batches = Data.importArrayStream(allocator, streamOfAnotherRuntime)) {
   *   session.register("points", batches);
   * }
   * session.query("SELECT count(*) FROM points");
   * }</pre>
   *
   * @param batches stays the caller's, who closes it
   * @throws dev.quern.plan.errors.QueryException UNSUPPORTED if a column's type cannot be read
   */
  public void register(String table, ArrowReader batches) throws IOException {
    registered.add(table, batches);
  }

  /**
   * Makes a table of the rows of a stream in Arrow's IPC streaming format, which is read to its end
   * now and copied to a temporary file. A table of that name is replaced.
   *
   * <pre>{@code
   * try (InputStream stream = request.getInputStream()) { // from pyarrow.ipc.new_stream(...)
   *   session.registerStream("points", stream);
   * }
   * }</pre>
   *
   * @param stream stays the caller's, who closes it
   * @throws dev.quern.plan.errors.QueryException MALFORMED_FILE if it is not such a stream
   */
  public void registerStream(String table, InputStream stream) throws IOException {
    registered.add(table, stream);
  }

  /**
   * Makes a table of Java records, which are copied: a column for each component, of the type that
   * belongs to its class ({@code int} is INTEGER, {@code String} and enums VARCHAR, {@code
   * BigDecimal} DECIMAL, {@code java.time.LocalDate} DATE, and so on). A table of that name is
   * replaced.
   *
   * <pre>{@code
   * record Rate(String currency, LocalDate day, BigDecimal rate) {}
   *
   * session.register("rates", Rate.class, List.of(new Rate("CHF", day, new BigDecimal("1.07"))));
   * session.query("SELECT sum(o.amount * r.rate) FROM orders AS o JOIN rates AS r USING (currency, day)");
   * }</pre>
   *
   * @throws dev.quern.plan.errors.QueryException UNSUPPORTED for components of other classes
   */
  public <T extends Record> void register(String table, Class<T> type, Collection<T> rows) {
    try (RecordBatches batches =
        new RecordBatches(RecordColumns.of(type, rows), rows, session.engine().allocator())) {
      registered.add(table, batches);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot register " + table, e);
    }
  }

  /** Returns the columns of a table or view. */
  public Schema schema(String table) {
    return session.tableSchema(table);
  }

  /** Returns the names of all tables and views, in order. */
  public List<String> tables() {
    return session.tableNames();
  }

  @Override
  public void close() {
    registered.close();
    session.close();
  }

  /** Returns text as rows, for statements that give a plan. */
  static QueryRows rowsOf(
      Session session, StatementResult result, QueryWatch watch, Runnable atEnd) {
    return new QueryRows(
        result,
        result.isRows() ? result.rows() : session.textRows(result.isText() ? result.message() : ""),
        watch,
        session.engine().allocator(),
        atEnd);
  }
}
