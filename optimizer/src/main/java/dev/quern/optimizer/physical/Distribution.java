package dev.quern.optimizer.physical;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * How the rows of an operator are spread over the tasks of its stage.
 *
 * @param keys HASHED only: lists of output columns, all with the same values; rows that are equal
 *     in one of the lists are in one task, the one that the hash exchange of these columns in this
 *     order sends them to
 */
record Distribution(Kind kind, List<List<Integer>> keys) {
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
    keys = keys.stream().map(List::copyOf).toList();
  }

  static Distribution hashed(List<Integer> columns) {
    return new Distribution(Kind.HASHED, List.of(columns));
  }

  boolean isSingle() {
    return kind == Kind.SINGLE;
  }

  /** Returns whether all rows that agree in {@code columns} are in one task. */
  boolean gathersGroupsOf(List<Integer> columns) {
    return isSingle() || keys.stream().anyMatch(columns::containsAll);
  }

  /** Returns whether an exchange by {@code columns} would leave all rows where they are. */
  boolean isHashedBy(List<Integer> columns) {
    return keys.contains(columns);
  }

  /** Returns the same distribution with columns renumbered; -1 = the column is no longer there. */
  Distribution moved(IntUnaryOperator mapping) {
    if (kind != Kind.HASHED) {
      return this;
    }
    List<List<Integer>> moved = new ArrayList<>();
    for (List<Integer> columns : keys) {
      List<Integer> renumbered = columns.stream().map(mapping::applyAsInt).toList();
      if (!renumbered.contains(-1)) {
        moved.add(renumbered);
      }
    }
    return moved.isEmpty() ? ANYWHERE : new Distribution(Kind.HASHED, moved);
  }

  /** Returns the distribution of rows that have the columns of both, with equal hash values. */
  Distribution and(Distribution other) {
    if (kind != Kind.HASHED || other.kind != Kind.HASHED) {
      return kind == Kind.HASHED ? this : other;
    }
    List<List<Integer>> both = new ArrayList<>(keys);
    both.addAll(other.keys);
    return new Distribution(Kind.HASHED, both);
  }
}
