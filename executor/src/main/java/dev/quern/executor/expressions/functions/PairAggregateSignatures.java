package dev.quern.executor.expressions.functions;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.functions.FunctionSignature.Returns;
import dev.quern.plan.types.DataTypes;
import java.util.List;

/** The SQL faces of the aggregates over pairs of numbers; pairs with a NULL do not count. */
final class PairAggregateSignatures {
  private PairAggregateSignatures() {}

  static List<FunctionSignature> all() {
    return List.of(
        of("covar_pop", "Covariance of all pairs"),
        of("covar_samp", "Covariance of a sample"),
        of("corr", "Correlation of the two"),
        of("regr_slope", "Slope of the line through the pairs (y, x)"),
        of("regr_intercept", "Where the line through the pairs (y, x) meets the y axis"),
        of("regr_r2", "Square of the correlation"),
        of("regr_avgx", "Mean of the second values"),
        of("regr_avgy", "Mean of the first values"),
        of("regr_sxx", "Sum of squared differences of the second values from their mean"),
        of("regr_syy", "Sum of squared differences of the first values from their mean"),
        of("regr_sxy", "Sum of products of the differences of both from their means"));
  }

  private static FunctionSignature of(String name, String description) {
    return new FunctionSignature(
        name,
        List.of(),
        FunctionSignature.Kind.AGGREGATE,
        List.of(Parameter.DOUBLE, Parameter.DOUBLE),
        2,
        false,
        Returns.FIXED,
        DataTypes.DOUBLE,
        false,
        description,
        name + "(y, x)");
  }
}
