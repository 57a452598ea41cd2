package dev.quern.jdbc;

import dev.quern.engine.ResultColumns;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.Statement;
import dev.quern.plan.expressions.Expression;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is parsed once. Its question marks take their types from the values set last:
 * each execution plans with those values, so that they prune files and partitions like constants.
 */
final class QuernPreparedStatement extends ParameterSetters {
  private final QuernConnection connection;
  private final Statement statement;
  private final List<@Nullable Expression> parameters = new ArrayList<>();
  private final List<List<Expression>> batch = new ArrayList<>();

  QuernPreparedStatement(QuernConnection connection, Statement statement) {
    super(connection);
    this.connection = connection;
    this.statement = statement;
    statement.parameterNames().forEach(unnamed -> parameters.add(null));
  }

  @Override
  void setParameter(int index, @Nullable Object value) throws SQLException {
    checkOpen();
    if (index < 1 || index > parameters.size()) {
      throw SqlErrors.invalid(
          "No such parameter: index=" + index + ", parameters=" + parameters.size());
    }
    parameters.set(index - 1, BoundParameters.of(value));
  }

  private List<Expression> bound() throws SQLException {
    List<Expression> bound = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Expression value = parameters.get(i);
      if (value == null) {
        throw SqlErrors.invalid("Parameter is not set: index=" + (i + 1));
      }
      bound.add(value);
    }
    return bound;
  }

  @Override
  public boolean execute() throws SQLException {
    checkOpen();
    return executeAll(List.of(statement), bound());
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    execute();
    return onlyRows(statement.sql());
  }

  @Override
  public int executeUpdate() throws SQLException {
    return Math.toIntExact(executeLargeUpdate());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    if (execute()) {
      throw SqlErrors.invalid("Statement gives rows, use executeQuery: " + statement.sql());
    }
    return Math.max(0, getLargeUpdateCount());
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    parameters.replaceAll(value -> null);
  }

  @Override
  public void addBatch() throws SQLException {
    checkOpen();
    batch.add(bound());
  }

  @Override
  public int[] executeBatch() throws SQLException {
    checkOpen();
    List<List<Expression>> rows = List.copyOf(batch);
    batch.clear();
    return executeEach(rows.size(), i -> executeUpdate(rows.get(i)));
  }

  private int executeUpdate(List<Expression> values) throws SQLException {
    if (executeAll(List.of(statement), values)) {
      throw SqlErrors.invalid("Statement gives rows, use executeQuery: " + statement.sql());
    }
    return getUpdateCount();
  }

  @Override
  public void clearBatch() throws SQLException {
    super.clearBatch();
    batch.clear();
  }

  /** Returns the columns before execution; parameters without a value count as null. */
  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    if (!(statement instanceof Query query)) {
      return null;
    }
    List<Expression> assumed = new ArrayList<>();
    for (Expression value : parameters) {
      assumed.add(value == null ? BoundParameters.of(null) : value);
    }
    try {
      ResultColumns columns = connection.session().columns(query, assumed);
      return new QuernResultSetMetaData(columns.schema(), columns.origins());
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    checkOpen();
    return new QuernParameterMetaData(
        List.copyOf(parameters.stream().map(BoundParameters::typeOf).toList()));
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    throw SqlErrors.invalid("A prepared statement takes no other SQL");
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    throw SqlErrors.invalid("A prepared statement takes no other SQL");
  }
}
