package dev.quern.parser.catalog;

import java.util.List;

/**
 * A view.
 *
 * @param sql the query
 * @param columns new names of its columns, empty = those of the query
 */
public record CatalogView(String name, String sql, List<String> columns) implements CatalogEntry {
  public CatalogView {
    columns = List.copyOf(columns);
  }
}
