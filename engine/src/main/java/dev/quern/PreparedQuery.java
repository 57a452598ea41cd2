package dev.quern;

import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.progress.QueryProgress;
import dev.quern.engine.values.NamedParameters;
import dev.quern.engine.values.ParameterExpressions;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.Statement;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A statement with what it runs with. Immutable: each method returns a changed copy, and one query
 * may run many times, also at the same time.
 *
 * <pre>{@code
 * QueryCancellation cancellation = new QueryCancellation();
 * button.onClick(cancellation::cancel);
 * try (QueryRows rows =
 *     session
 *         .prepare("SELECT kind, count(*) FROM 'logs/*.json' WHERE day >= ? GROUP BY kind")
 *         .with(LocalDate.of(2026, 1, 1))
 *         .onProgress(progress -> bar.set(progress.fraction()))
 *         .cancelledBy(cancellation)
 *         .timeout(Duration.ofMinutes(1))
 *         .run()) {
 *   ...
 * }
 * }</pre>
 */
public final class PreparedQuery {
  private final Session session;
  private final RegisteredTables registered;
  private final Statement statement;
  private final List<Expression> parameters;
  private final @Nullable Consumer<QueryProgress> listener;
  private final @Nullable QueryCancellation cancellation;

  PreparedQuery(Session session, RegisteredTables registered, Statement statement) {
    this(session, registered, statement, List.of(), null, null);
  }

  private PreparedQuery(
      Session session,
      RegisteredTables registered,
      Statement statement,
      List<Expression> parameters,
      @Nullable Consumer<QueryProgress> listener,
      @Nullable QueryCancellation cancellation) {
    this.session = session;
    this.registered = registered;
    this.statement = statement;
    this.parameters = parameters;
    this.listener = listener;
    this.cancellation = cancellation;
  }

  static Statement only(List<Statement> statements, String sql) {
    if (statements.size() != 1) {
      throw new QueryException(
          ErrorCode.SYNTAX_ERROR,
          "One statement expected: found=" + statements.size() + ", text=" + sql);
    }
    return statements.get(0);
  }

  /**
   * Sets the values of the question marks, in order.
   *
   * <pre>{@code
   * session.prepare("SELECT * FROM t WHERE a = ? AND b < ?").with("x", 3.5).run();
   * }</pre>
   */
  public PreparedQuery with(@Nullable Object... values) {
    List<String> names = statement.parameterNames();
    if (values.length > 0 && !names.isEmpty() && !names.contains("")) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "The statement's parameters have names, give a Map: names=" + names);
    }
    List<Expression> expressions = new ArrayList<>();
    for (Object value : values) {
      expressions.add(ParameterExpressions.of(value));
    }
    return withConstants(expressions);
  }

  /**
   * Sets the values of the parameters with names, of which each use of a name gets the same. Names
   * count with their case; all must be given, and no others. If the statement has question marks
   * instead, the map is the value of one.
   *
   * <pre>{@code
   * session
   *     .prepare("SELECT * FROM t WHERE day BETWEEN :first AND :first + INTERVAL '7' DAY AND kind = :kind")
   *     .with(Map.of("first", LocalDate.of(2026, 1, 1), "kind", "x"))
   *     .run();
   * }</pre>
   *
   * @param values by name without the colon; a {@code HashMap} may have null for NULL
   * @throws QueryException INVALID_ARGUMENT if a name is missing or is none of the statement
   */
  public PreparedQuery with(Map<String, ? extends @Nullable Object> values) {
    List<String> names = statement.parameterNames();
    return names.contains("")
        ? with(new Object[] {values})
        : withConstants(NamedParameters.bind(names, values));
  }

  private PreparedQuery withConstants(List<Expression> constants) {
    return new PreparedQuery(
        session, registered, statement, List.copyOf(constants), listener, cancellation);
  }

  /**
   * Sets who is told, after each task, how far the query is. Called from a thread of the engine,
   * one call at a time; should return at once. If it throws, the query ends with that exception.
   *
   * <pre>{@code
   * query.onProgress(p -> System.err.printf("%d of %d tasks%n", p.tasksFinished(), p.taskCount()));
   * }</pre>
   */
  public PreparedQuery onProgress(Consumer<QueryProgress> newListener) {
    return new PreparedQuery(session, registered, statement, parameters, newListener, cancellation);
  }

  /**
   * Sets what ends the query from another thread, also while it is still planned.
   *
   * <pre>{@code
   * QueryCancellation cancellation = new QueryCancellation();
   * Future<List<City>> cities = pool.submit(() -> {
   *   try (QueryRows rows = query.cancelledBy(cancellation).run()) {
   *     return rows.toList(City.class);
   *   }
   * });
   * cancellation.cancel();
   * }</pre>
   */
  public PreparedQuery cancelledBy(QueryCancellation newCancellation) {
    return new PreparedQuery(session, registered, statement, parameters, listener, newCancellation);
  }

  /**
   * Sets the longest time that the query may take; it ends with TIMEOUT then.
   *
   * <pre>{@code
   * query.timeout(Duration.ofSeconds(30)).run();
   * }</pre>
   */
  public PreparedQuery timeout(Duration time) {
    return set("timeout", time.toMillis() + "ms");
  }

  /**
   * Changes one setting of the session for this query alone.
   *
   * <pre>{@code
   * query.set("scheduler", "single-threaded").run();
   * }</pre>
   */
  public PreparedQuery set(String setting, String value) {
    return new PreparedQuery(
        session.with(setting, value), registered, statement, parameters, listener, cancellation);
  }

  /**
   * Returns the columns of the result without running the query.
   *
   * <pre>{@code
   * Schema columns = session.prepare("SELECT a, b + 1 AS c FROM t").schema();
   * }</pre>
   */
  public Schema schema() {
    if (statement instanceof Query query) {
      return session.schema(query, parameters);
    }
    throw new QueryException(
        ErrorCode.UNSUPPORTED, "Only queries have columns: statement=" + statement.sql());
  }

  /**
   * Starts the statement. Rows come when they are pulled; a statement that gives none (COPY, CREATE
   * VIEW) is done when this returns.
   *
   * @return the rows; the caller closes them
   */
  public QueryRows run() {
    QueryWatch watch =
        new QueryWatch(listener, cancellation == null ? new QueryCancellation() : cancellation);
    Runnable lease = registered.use();
    try {
      StatementResult result = session.execute(statement, parameters, watch, watch.cancellation());
      return QuernSession.rowsOf(session, result, watch, lease);
    } catch (RuntimeException | Error e) {
      lease.run();
      throw watch.orFailureOfListener(e);
    }
  }
}
