package dev.quern.parser.syntax;

import java.util.List;
import org.apache.calcite.sql.SqlNode;

/**
 * A query: SELECT, VALUES, WITH, a set operation. A column without a name is named after its text.
 *
 * @param sql its text; for a statement that only names a table a query of all its columns
 * @param node the syntax tree; analysis copies it and leaves it as it is, so that a query can be
 *     analyzed several times
 * @param parameterNames a name for each parameter in it, in order; "" for a question mark
 */
public record Query(String sql, SqlNode node, List<String> parameterNames) implements Statement {
  public Query {
    parameterNames = List.copyOf(parameterNames);
  }
}
