package dev.quern.plan.nodes;

import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One window function.
 *
 * @param function lower-case name: {@code row_number}, {@code lag}, or an aggregate
 * @param arguments input columns
 * @param frame the rows of the partition that the function sees for a row
 * @param ignoreNulls whether null arguments are passed over
 * @param distinct whether equal arguments count once
 * @param result name and type of the added column
 */
public record WindowCall(
    String function,
    List<Integer> arguments,
    Frame frame,
    boolean ignoreNulls,
    boolean distinct,
    Field result) {
  public WindowCall {
    arguments = List.copyOf(arguments);
  }

  /** The unit in which the bounds of a frame count. */
  public enum Unit {
    ROWS,
    RANGE,
    GROUPS
  }

  /** Where a frame begins or ends. */
  public enum BoundKind {
    UNBOUNDED_PRECEDING,
    PRECEDING,
    CURRENT_ROW,
    FOLLOWING,
    UNBOUNDED_FOLLOWING
  }

  /** Rows left out of a frame. */
  public enum Exclusion {
    NONE,
    CURRENT_ROW,
    GROUP,
    TIES
  }

  /** A bound; {@code offset} is null unless PRECEDING or FOLLOWING. */
  public record Bound(BoundKind kind, @Nullable Literal offset) {}

  /** The rows that a function sees. */
  public record Frame(Unit unit, Bound start, Bound end, Exclusion exclusion) {}
}
