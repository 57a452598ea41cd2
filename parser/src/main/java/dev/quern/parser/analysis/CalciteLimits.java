package dev.quern.parser.analysis;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The assertions with which Calcite's conversion meets queries that it has no way for. Any other
 * assertion tells of a bug, and stays what it is.
 */
final class CalciteLimits {
  /** An assertion's message, and what is said instead. */
  private record Limit(Pattern message, ErrorCode code, String meaning) {}

  private static final List<Limit> ALL =
      List.of(
          new Limit(
              Pattern.compile("Identifier '(.+)' is not a group expr"),
              ErrorCode.INVALID_QUERY,
              "Column used in a sub-query must be one that the query around it groups by: column="),
          new Limit(
              Pattern.compile("Correlate has invalid join type (.+)"),
              ErrorCode.UNSUPPORTED,
              "Not supported: a join whose right side refers to its left side: join="));

  private CalciteLimits() {}

  /**
   * Returns the error that a user sees.
   *
   * @throws AssertionError the same if it is not about the query
   */
  static QueryException errorOf(AssertionError assertion) {
    for (Limit limit : ALL) {
      Matcher matcher = limit.message.matcher(String.valueOf(assertion.getMessage()));
      if (matcher.matches()) {
        return new QueryException(limit.code, limit.meaning + matcher.group(1), assertion);
      }
    }
    throw assertion;
  }
}
