package dev.quern.benchmarks.slt;

/**
 * A record that did not give what its script expects.
 *
 * @param key script and line
 */
record Failure(String key, Kind kind, String message, String sql) {
  enum Kind {
    /** Another result, or a result where an error is expected. */
    MISMATCH,
    /** An error of Quern that is the user's to act on. */
    REFUSED,
    /** Any other error of Quern. */
    INTERNAL,
    /** DuckDB could not prepare what the record needs. */
    SETUP
  }

  @Override
  public String toString() {
    return kind + " " + key + ": " + message + "\n    " + sql.strip().replaceAll("\\s+", " ");
  }
}
