package dev.quern.plan.nodes;

import dev.quern.plan.types.Field;
import java.util.List;

/**
 * One aggregate.
 *
 * @param function lower-case name, e.g. {@code sum}; {@code count} without arguments counts rows
 * @param arguments input columns (FINAL phase: the state columns in the input)
 * @param filterColumn boolean input column that must be true for a row to count, or -1
 * @param distinct whether equal argument lists count once
 * @param order order of the rows within a group, for functions that depend on it
 * @param result name and type of the result
 * @param argumentFields the raw arguments as they are before any aggregation, also in the FINAL
 *     phase
 * @param stateFields the columns in which a PARTIAL phase hands over the state
 */
public record AggregateCall(
    String function,
    List<Integer> arguments,
    int filterColumn,
    boolean distinct,
    List<SortKey> order,
    Field result,
    List<Field> argumentFields,
    List<Field> stateFields) {
  public AggregateCall {
    arguments = List.copyOf(arguments);
    order = List.copyOf(order);
    argumentFields = List.copyOf(argumentFields);
    stateFields = List.copyOf(stateFields);
  }
}
