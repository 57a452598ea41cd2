package dev.quern.parser.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/**
 * Tells which table or view of the catalog each column of a query is a plain column of. Nothing is
 * computed before the first question, since most queries are never asked. Thread-safe.
 */
public final class ColumnOrigins {
  /** The origins of columns that come from no table. */
  public static final ColumnOrigins NONE = new ColumnOrigins(List.of());

  private @Nullable Source source;
  private List<String> tableNames;

  /** What the answer is made of. */
  private record Source(
      SqlValidator validator, SqlNode query, Map<List<String>, String> catalogNames) {}

  private ColumnOrigins(List<String> tableNames) {
    this.tableNames = tableNames;
  }

  /**
   * @param query a query that the validator has checked
   * @param catalogNames the names of tables and views in the catalog by those they have in the
   *     query
   */
  ColumnOrigins(SqlValidator validator, SqlNode query, Map<List<String>, String> catalogNames) {
    this.source = new Source(validator, query, catalogNames);
    this.tableNames = List.of();
  }

  /**
   * Returns the name of the table or view, as the catalog has it, of which a column is a column; ""
   * if it is computed, comes out of a sub-query or from a file that is no table of the catalog, or
   * if there is no such column.
   *
   * @param columnIndex from 0
   */
  public synchronized String tableName(int columnIndex) {
    Source unread = source;
    if (unread != null) {
      tableNames = tableNames(unread);
      source = null;
    }
    return columnIndex < tableNames.size() ? tableNames.get(columnIndex) : "";
  }

  private static List<String> tableNames(Source source) {
    SqlNode query = source.query();
    while (query instanceof SqlWith with) {
      query = with.body;
    }
    List<String> names = new ArrayList<>();
    for (List<String> origin : origins(source.validator(), query)) {
      names.add(tableName(origin, source.catalogNames()));
    }
    return names;
  }

  private static List<@Nullable List<String>> origins(SqlValidator validator, SqlNode query) {
    return Collections.unmodifiableList(validator.getFieldOrigins(query));
  }

  /** Returns the table of a column's full name, which ends with the column. */
  private static String tableName(
      @Nullable List<String> origin, Map<List<String>, String> catalogNames) {
    return origin == null
        ? ""
        : catalogNames.getOrDefault(origin.subList(0, origin.size() - 1), "");
  }
}
