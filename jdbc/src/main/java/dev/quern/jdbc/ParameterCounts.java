package dev.quern.jdbc;

import dev.quern.parser.syntax.Copy;
import dev.quern.parser.syntax.Describe;
import dev.quern.parser.syntax.Explain;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.Statement;

/** Counts the question marks of a statement. */
final class ParameterCounts {
  private ParameterCounts() {}

  static int of(Statement statement) {
    if (statement instanceof Query query) {
      return query.parameterCount();
    }
    if (statement instanceof Explain explain) {
      return explain.query().parameterCount();
    }
    if (statement instanceof Copy copy) {
      return copy.query().parameterCount();
    }
    return statement instanceof Describe describe ? describe.query().parameterCount() : 0;
  }
}
