package dev.quern.optimizer.physical;

import java.util.List;

/**
 * How the rows of an operator are spread over the tasks of its stage.
 *
 * @param columns HASHED only: rows that are equal in these output columns are in one task, the one
 *     that the hash exchange of these columns in this order sends them to
 */
record Distribution(Kind kind, List<Integer> columns) {
  static final Distribution ANYWHERE = new Distribution(Kind.ANYWHERE, List.of());
  static final Distribution SINGLE = new Distribution(Kind.SINGLE, List.of());

  enum Kind {
    /** One task has all rows. */
    SINGLE,
    /** Rows with equal hash columns are in the same task. */
    HASHED,
    /** Nothing is known. */
    ANYWHERE
  }

  Distribution {
    columns = List.copyOf(columns);
  }

  static Distribution hashed(List<Integer> columns) {
    return new Distribution(Kind.HASHED, columns);
  }

  boolean isSingle() {
    return kind == Kind.SINGLE;
  }

  boolean isHashed() {
    return kind == Kind.HASHED;
  }

  /** Returns whether all rows that agree in {@code keys} are in one task. */
  boolean gathersGroupsOf(List<Integer> keys) {
    return isSingle() || (isHashed() && keys.containsAll(columns));
  }
}
