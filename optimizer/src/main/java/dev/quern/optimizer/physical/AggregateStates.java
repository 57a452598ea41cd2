package dev.quern.optimizer.physical;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Knows in which columns a PARTIAL aggregation hands over the state of each function. */
final class AggregateStates {
  private static final Set<String> ONE_VALUE =
      Set.of("min", "max", "any_value", "bool_and", "bool_or", "bit_and", "bit_or", "bit_xor");
  private static final Set<String> PICKS = Set.of("first", "last", "arg_min", "arg_max");
  private static final Set<String> OF_VALUES = Set.of("mode", "quantile_disc");
  private static final Set<String> PAIRS =
      Set.of(
          "covar_pop",
          "covar_samp",
          "corr",
          "regr_slope",
          "regr_intercept",
          "regr_r2",
          "regr_avgx",
          "regr_avgy",
          "regr_sxx",
          "regr_syy",
          "regr_sxy");
  private static final Set<String> MOMENTS =
      Set.of("stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp");
  private static final Set<String> TOTALS =
      Set.of("sum", "avg", "count", "single_value", "approx_count_distinct");

  private AggregateStates() {}

  /** Returns whether the result is one of the argument's values. */
  static boolean isOneValue(String function) {
    return ONE_VALUE.contains(function)
        || PICKS.contains(function)
        || OF_VALUES.contains(function)
        || function.equals("single_value");
  }

  /** Returns whether the function can be computed in two phases. */
  static boolean isKnown(String function) {
    return ONE_VALUE.contains(function)
        || PICKS.contains(function)
        || MOMENTS.contains(function)
        || PAIRS.contains(function)
        || TOTALS.contains(function)
        || function.startsWith(FunctionSignature.JAVA_PREFIX);
  }

  /**
   * Returns the state columns, none if the function can only be computed in one phase.
   *
   * @param sum the result column of a sum over the same argument
   */
  static List<Field> of(String function, List<Field> arguments, Field result, Field sum) {
    String name = result.name();
    Field count = new Field(name + "_count", DataTypes.BIGINT, false);
    if (function.equals("count")) {
      return List.of(count);
    }
    if (function.equals("sum")) {
      return List.of(Field.of(name, result.type()));
    }
    if (function.equals("avg")) {
      return List.of(Field.of(name + "_sum", sum.type()), count);
    }
    if (function.equals("single_value")) {
      return List.of(Field.of(name, arguments.get(0).type()), count);
    }
    if (function.equals("approx_count_distinct")) {
      return List.of(Field.of(name + "_sketch", DataTypes.VARBINARY));
    }
    if (ONE_VALUE.contains(function)) {
      return List.of(Field.of(name, arguments.get(0).type()));
    }
    if (MOMENTS.contains(function)) {
      return List.of(
          new Field(name + "_mean", DataTypes.DOUBLE, false),
          new Field(name + "_m2", DataTypes.DOUBLE, false),
          count);
    }
    if (function.startsWith(FunctionSignature.JAVA_PREFIX)) {
      return List.of(Field.of(name + "_state", DataTypes.VARBINARY));
    }
    if (PICKS.contains(function)) {
      return List.of(Field.of(name + "_row", DataTypes.VARBINARY));
    }
    if (PAIRS.contains(function)) {
      List<Field> fields = new ArrayList<>();
      for (String moment : List.of("mean_x", "mean_y", "m2_x", "m2_y", "m2_xy")) {
        fields.add(new Field(name + "_" + moment, DataTypes.DOUBLE, false));
      }
      fields.add(count);
      return fields;
    }
    return List.of();
  }
}
