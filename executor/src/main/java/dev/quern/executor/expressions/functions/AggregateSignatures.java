package dev.quern.executor.expressions.functions;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.functions.FunctionSignature.Returns;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SQL faces of the aggregate functions. {@code sum} is declared as FIRST_ARGUMENT though it
 * widens its argument: its result type follows from rules that no signature expresses.
 */
final class AggregateSignatures {
  private AggregateSignatures() {}

  static List<FunctionSignature> all() {
    return List.of(
        of(
            "count",
            Parameter.ANY,
            0,
            DataTypes.BIGINT,
            "Number of rows, or of values that are not NULL",
            "count(*)"),
        of("sum", Parameter.NUMERIC, 1, null, "Sum of the values", "sum(price)"),
        of(
            "avg",
            Parameter.NUMERIC,
            1,
            DataTypes.DOUBLE,
            "Mean of the values",
            "avg(price)",
            "mean"),
        of("min", Parameter.ANY, 1, null, "Smallest value", "min(price)"),
        of("max", Parameter.ANY, 1, null, "Largest value", "max(price)"),
        of(
            "any_value",
            Parameter.ANY,
            1,
            null,
            "One of the values",
            "any_value(name)",
            "arbitrary"),
        of(
            "stddev",
            Parameter.NUMERIC,
            1,
            DataTypes.DOUBLE,
            "Standard deviation of a sample",
            "stddev(price)",
            "stddev_samp"),
        of(
            "stddev_pop",
            Parameter.NUMERIC,
            1,
            DataTypes.DOUBLE,
            "Standard deviation of all values",
            "stddev_pop(price)"),
        of(
            "variance",
            Parameter.NUMERIC,
            1,
            DataTypes.DOUBLE,
            "Variance of a sample",
            "variance(price)",
            "var_samp"),
        of(
            "var_pop",
            Parameter.NUMERIC,
            1,
            DataTypes.DOUBLE,
            "Variance of all values",
            "var_pop(price)"),
        of(
            "bool_and",
            Parameter.BOOLEAN,
            1,
            DataTypes.BOOLEAN,
            "Whether all values are true",
            "bool_and(ok)",
            "every"),
        of(
            "bool_or",
            Parameter.BOOLEAN,
            1,
            DataTypes.BOOLEAN,
            "Whether a value is true",
            "bool_or(ok)"),
        of(
            "approx_count_distinct",
            Parameter.ANY,
            1,
            DataTypes.BIGINT,
            "About how many different values there are; exact for few",
            "approx_count_distinct(customer)"),
        new FunctionSignature(
            "string_agg",
            List.of("listagg", "group_concat"),
            FunctionSignature.Kind.AGGREGATE,
            List.of(Parameter.VARCHAR, Parameter.VARCHAR),
            1,
            false,
            Returns.FIXED,
            DataTypes.VARCHAR,
            false,
            "The values one after the other, with a separator between them (a comma if none is given)",
            "string_agg(name, ', ' ORDER BY name)"));
  }

  private static FunctionSignature of(
      String name,
      Parameter parameter,
      int required,
      @Nullable DataType returnType,
      String description,
      String example,
      String... aliases) {
    return new FunctionSignature(
        name,
        List.of(aliases),
        FunctionSignature.Kind.AGGREGATE,
        List.of(parameter),
        required,
        false,
        returnType == null ? Returns.FIRST_ARGUMENT : Returns.FIXED,
        returnType,
        false,
        description,
        example);
  }
}
