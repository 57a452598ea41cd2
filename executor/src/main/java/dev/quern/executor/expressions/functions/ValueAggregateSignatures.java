package dev.quern.executor.expressions.functions;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.functions.FunctionSignature.Returns;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL faces of the aggregates that give some or all of the values themselves. */
final class ValueAggregateSignatures {
  private ValueAggregateSignatures() {}

  static List<FunctionSignature> all() {
    return List.of(
        of(
            "list",
            List.of("array_agg", "collect_list"),
            Returns.LIST_OF_FIRST_ARGUMENT,
            "The values as a list, nulls too",
            "list(name ORDER BY name)",
            Parameter.ANY),
        same(
            "first",
            List.of(),
            "Value of the first row, NULL too",
            "first(name ORDER BY day)",
            Parameter.ANY),
        same(
            "last",
            List.of(),
            "Value of the last row, NULL too",
            "last(name ORDER BY day)",
            Parameter.ANY),
        same(
            "arg_min",
            List.of("argmin", "min_by"),
            "First value where the second is smallest; rows with a NULL do not count",
            "arg_min(name, price)",
            Parameter.ANY,
            Parameter.ANY),
        same(
            "arg_max",
            List.of("argmax", "max_by"),
            "First value where the second is largest; rows with a NULL do not count",
            "arg_max(name, price)",
            Parameter.ANY,
            Parameter.ANY),
        same(
            "mode",
            List.of(),
            "Most frequent value, of several the smallest",
            "mode(name)",
            Parameter.ANY),
        quantile(
            "median",
            List.of(),
            "Middle of the values in order, between the two in the middle if need be",
            "median(price)",
            Parameter.DOUBLE),
        quantile(
            "quantile_cont",
            List.of(),
            "Value at a fraction of the values in order, between two if need be",
            "quantile_cont(price, 0.9)",
            Parameter.DOUBLE,
            Parameter.DOUBLE),
        same(
            "quantile_disc",
            List.of("quantile"),
            "First value at or behind a fraction of the values in order",
            "quantile_disc(price, 0.9)",
            Parameter.ANY,
            Parameter.DOUBLE),
        same(
            "bit_and",
            List.of(),
            "Bits that all numbers have",
            "bit_and(flags)",
            Parameter.INTEGER),
        same(
            "bit_or",
            List.of(),
            "Bits that one of the numbers has",
            "bit_or(flags)",
            Parameter.INTEGER),
        same(
            "bit_xor",
            List.of(),
            "Bits that an odd number of the numbers has",
            "bit_xor(flags)",
            Parameter.INTEGER));
  }

  private static FunctionSignature same(
      String name,
      List<String> aliases,
      String description,
      String example,
      Parameter... parameters) {
    return of(name, aliases, Returns.FIRST_ARGUMENT, description, example, parameters);
  }

  private static FunctionSignature of(
      String name,
      List<String> aliases,
      Returns returns,
      String description,
      String example,
      Parameter... parameters) {
    return signature(name, aliases, returns, null, description, example, parameters);
  }

  private static FunctionSignature quantile(
      String name,
      List<String> aliases,
      String description,
      String example,
      Parameter... parameters) {
    return signature(
        name, aliases, Returns.FIXED, DataTypes.DOUBLE, description, example, parameters);
  }

  private static FunctionSignature signature(
      String name,
      List<String> aliases,
      Returns returns,
      @Nullable DataType type,
      String description,
      String example,
      Parameter... parameters) {
    return new FunctionSignature(
        name,
        aliases,
        FunctionSignature.Kind.AGGREGATE,
        List.of(parameters),
        parameters.length,
        false,
        returns,
        type,
        false,
        description,
        example);
  }
}
