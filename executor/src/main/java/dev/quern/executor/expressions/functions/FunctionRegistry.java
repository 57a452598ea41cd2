package dev.quern.executor.expressions.functions;

import dev.quern.executor.expressions.functions.comparison.ComparisonOperators;
import dev.quern.executor.expressions.functions.conditional.ConditionalFunctions;
import dev.quern.executor.expressions.functions.datetime.DateTimeFunctions;
import dev.quern.executor.expressions.functions.declaration.ScalarFunction;
import dev.quern.executor.expressions.functions.math.ArithmeticOperators;
import dev.quern.executor.expressions.functions.math.MathFunctions;
import dev.quern.executor.expressions.functions.string.StringFunctions;
import dev.quern.executor.expressions.nested.NestedFunctions;
import dev.quern.plan.functions.FunctionSignature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All functions and operators of Quern, put together explicitly. Immutable. */
public final class FunctionRegistry {
  private static final FunctionRegistry STANDARD = build();

  private final Map<String, ScalarFunction> functions = new HashMap<>();
  private final List<FunctionSignature> signatures = new ArrayList<>();

  private FunctionRegistry() {}

  /** Returns the functions that every Quern has. */
  public static FunctionRegistry standard() {
    return STANDARD;
  }

  /**
   * Returns the SQL faces of all functions that are called by their name: scalar, aggregate and
   * window functions.
   */
  public static List<FunctionSignature> signatures() {
    return List.copyOf(STANDARD.signatures);
  }

  /** Returns the scalar function or operator of that name, or null. */
  public @Nullable ScalarFunction find(String name) {
    return functions.get(name);
  }

  private static FunctionRegistry build() {
    FunctionRegistry registry = new FunctionRegistry();
    registry.add(ArithmeticOperators.all());
    registry.add(ComparisonOperators.all());
    registry.add(MathFunctions.all());
    registry.add(StringFunctions.all());
    registry.add(DateTimeFunctions.all());
    registry.add(ConditionalFunctions.all());
    registry.signatures.addAll(NestedFunctions.signatures());
    registry.signatures.addAll(AggregateSignatures.all());
    registry.signatures.addAll(ValueAggregateSignatures.all());
    registry.signatures.addAll(PairAggregateSignatures.all());
    registry.signatures.addAll(WindowSignatures.all());
    return registry;
  }

  private void add(List<ScalarFunction> topic) {
    for (ScalarFunction function : topic) {
      if (functions.put(function.name(), function) != null) {
        throw new IllegalStateException("two functions of one name: " + function.name());
      }
      FunctionSignature signature = function.signature();
      if (signature != null) {
        signatures.add(signature);
      }
    }
  }
}
