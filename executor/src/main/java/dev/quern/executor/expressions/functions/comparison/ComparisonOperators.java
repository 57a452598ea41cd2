package dev.quern.executor.expressions.functions.comparison;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.declaration.ScalarFunction;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Declares {@code = <> < <= > >=}. */
public final class ComparisonOperators {
  private ComparisonOperators() {}

  /** Returns the operators under the names that {@code Call} gives them. */
  public static List<ScalarFunction> all() {
    return List.of(
        operator("equal", "equal"),
        operator("not_equal", "notEqual"),
        operator("less_than", "less"),
        operator("less_than_or_equal", "lessOrEqual"),
        operator("greater_than", "greater"),
        operator("greater_than_or_equal", "greaterOrEqual"));
  }

  private static ScalarFunction operator(String name, String method) {
    return ScalarFunction.operator(name, (operands, result) -> resolve(method, operands));
  }

  private static @Nullable Implementation resolve(String method, List<DataType> operands) {
    if (operands.size() != 2) {
      return null;
    }
    int scaleA = scale(operands.get(0));
    int scaleB = scale(operands.get(1));
    if (scaleA != scaleB) {
      return Implementation.of(
              ScaledComparisons.class,
              method,
              ValueKind.BOOLEAN,
              ValueKind.INT128,
              ValueKind.INT128)
          .withSettings(Math.max(0, scaleB - scaleA), Math.max(0, scaleA - scaleB))
          .asTotal();
    }
    ValueKind kindA = ValueKind.of(operands.get(0));
    ValueKind kindB = ValueKind.of(operands.get(1));
    boolean wide = kindA == ValueKind.INT128 || kindB == ValueKind.INT128;
    ValueKind kind = wide ? ValueKind.INT128 : kindA;
    if (kind == ValueKind.NESTED || (!wide && kindA != kindB)) {
      return null;
    }
    Implementation implementation =
        Implementation.of(Comparisons.class, method, ValueKind.BOOLEAN, kind, kind);
    return kind == ValueKind.BYTES ? implementation : implementation.asTotal();
  }

  private static int scale(DataType type) {
    return type instanceof DataType.DecimalType decimal ? decimal.scale() : 0;
  }
}
