package dev.quern.executor.expressions.nested;

import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.memory.NestedOrder;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Comparisons of lists, structs and maps of one type. Inside of them nulls equal each other and are
 * greater than any value.
 */
final class NestedComparisons {
  private NestedComparisons() {}

  static Map<String, NestedKernel> kernels() {
    return Map.of(
        "equal", comparison(order -> order == 0),
        "not_equal", comparison(order -> order != 0),
        "less_than", comparison(order -> order < 0),
        "less_than_or_equal", comparison(order -> order <= 0),
        "greater_than", comparison(order -> order > 0),
        "greater_than_or_equal", comparison(order -> order >= 0),
        "is_distinct_from", distinction(order -> order != 0),
        "is_not_distinct_from", distinction(order -> order == 0));
  }

  /** NULL if one of the two is. */
  private static NestedKernel comparison(IntPredicate accepts) {
    return (call, arguments, row, target) -> {
      FieldVector left = arguments.get(0);
      FieldVector right = arguments.get(1);
      if (left.isNull(row) || right.isNull(row)) {
        NestedCopies.setNull(target, row);
      } else {
        set(target, row, accepts.test(NestedOrder.compare(left, row, right, row)));
      }
    };
  }

  private static NestedKernel distinction(IntPredicate accepts) {
    return (call, arguments, row, target) ->
        set(
            target,
            row,
            accepts.test(NestedOrder.compare(arguments.get(0), row, arguments.get(1), row)));
  }

  private static void set(FieldVector target, int row, boolean value) {
    ((BitVector) target).setSafe(row, value ? 1 : 0);
  }
}
