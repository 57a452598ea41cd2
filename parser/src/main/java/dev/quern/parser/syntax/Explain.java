package dev.quern.parser.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code EXPLAIN}: shows the plan of a query, or of a COPY with its query.
 *
 * @param copy the COPY that {@code query} is part of, null = a query alone
 * @param analyze whether the query runs and its measurements are shown
 */
public record Explain(String sql, Query query, @Nullable Copy copy, Format format, boolean analyze)
    implements Statement {
  /** How the plan is shown. */
  public enum Format {
    TEXT,
    DOT,
    SVG
  }

  @Override
  public List<String> parameterNames() {
    return query.parameterNames();
  }
}
