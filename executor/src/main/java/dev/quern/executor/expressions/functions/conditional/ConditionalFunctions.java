package dev.quern.executor.expressions.functions.conditional;

import static dev.quern.executor.expressions.functions.declaration.FunctionBuilder.function;
import static dev.quern.plan.functions.FunctionSignature.Parameter.BOOLEAN;
import static dev.quern.plan.functions.FunctionSignature.Parameter.COMMON;

import dev.quern.executor.expressions.functions.declaration.FunctionBuilder;
import dev.quern.executor.expressions.functions.declaration.ScalarFunction;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.functions.FunctionSignature.Returns;
import java.util.List;

/** Declares {@code coalesce}, {@code nullif} and their like. */
public final class ConditionalFunctions {
  private ConditionalFunctions() {}

  /** Returns all functions of the topic; none has a method of its own. */
  public static List<ScalarFunction> all() {
    return List.of(
        common("coalesce", "First value that is not NULL", "coalesce(NULL, 2)", COMMON)
            .variadicForm(),
        common(
                "ifnull",
                "First value, or the second if it is NULL",
                "ifnull(NULL, 2)",
                COMMON,
                COMMON)
            .alias("nvl")
            .form(),
        common("nullif", "First value, or NULL if both are equal", "nullif(1, 1)", COMMON, COMMON)
            .form(),
        common("greatest", "Greatest of the values that are not NULL", "greatest(1, 3, 2)", COMMON)
            .variadicForm(),
        common("least", "Least of the values that are not NULL", "least(1, 3, 2)", COMMON)
            .variadicForm(),
        common(
                "if",
                "Second value if the first is true, else the third",
                "if(1 < 2, 'a', 'b')",
                BOOLEAN,
                COMMON,
                COMMON)
            .alias("iff")
            .form());
  }

  private static Form common(
      String name, String description, String example, Parameter... parameters) {
    return new Form(
        function(name)
            .takes(parameters)
            .takesNull()
            .returns(Returns.COMMON)
            .help(description, example));
  }

  /** The end of a declaration that the compiler expresses by other nodes. */
  private record Form(FunctionBuilder builder) {
    Form alias(String name) {
      return new Form(builder.alias(name));
    }

    ScalarFunction variadicForm() {
      return builder.variadic().resolvedBy((operands, result) -> null);
    }

    ScalarFunction form() {
      return builder.resolvedBy((operands, result) -> null);
    }
  }
}
