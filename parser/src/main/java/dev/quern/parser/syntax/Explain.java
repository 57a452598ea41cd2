package dev.quern.parser.syntax;

/**
 * {@code EXPLAIN}: shows the plan of a query.
 *
 * @param analyze whether the query runs and its measurements are shown
 */
public record Explain(String sql, Query query, Format format, boolean analyze)
    implements Statement {
  /** How the plan is shown. */
  public enum Format {
    TEXT,
    DOT,
    SVG
  }
}
