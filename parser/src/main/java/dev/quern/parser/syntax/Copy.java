package dev.quern.parser.syntax;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code COPY ... TO}: writes the rows of a query to files.
 *
 * @param path file or folder
 * @param options by lower-case name, in the order written; {@code format} among them; a list of
 *     columns is joined by commas
 */
public record Copy(String sql, Query query, String path, Map<String, String> options)
    implements Statement {
  public Copy {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  @Override
  public List<String> parameterNames() {
    return query.parameterNames();
  }
}
