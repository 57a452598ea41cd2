package dev.quern.parser.analysis;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/** Looks for aggregates and window functions in an expression that is not validated yet. */
final class AggregateFinder extends SqlBasicVisitor<@Nullable Void> {
  private static final Set<String> AGGREGATES =
      Set.of(
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "any_value",
          "first",
          "last",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "variance",
          "var_pop",
          "var_samp",
          "median",
          "mode",
          "quantile",
          "quantile_cont",
          "quantile_disc",
          "percentile_cont",
          "percentile_disc",
          "string_agg",
          "group_concat",
          "listagg",
          "array_agg",
          "list",
          "bool_and",
          "bool_or",
          "every",
          "some",
          "bit_and",
          "bit_or",
          "bit_xor",
          "corr",
          "covar_pop",
          "covar_samp",
          "regr_slope",
          "regr_intercept",
          "regr_count",
          "regr_r2",
          "approx_count_distinct",
          "approx_quantile",
          "arg_min",
          "arg_max",
          "min_by",
          "max_by",
          "grouping",
          "grouping_id",
          "count_if",
          "countif",
          "product",
          "skewness",
          "kurtosis",
          "single_value");

  private final boolean windows;

  private final QuernOperators operators;

  private AggregateFinder(boolean windows, QuernOperators operators) {
    this.windows = windows;
    this.operators = operators;
  }

  /** Looks for aggregates, those of the program among {@code operators} too. */
  static boolean hasAggregate(SqlNode node, QuernOperators operators) {
    return finds(node, new AggregateFinder(false, operators));
  }

  static boolean hasWindow(SqlNode node, QuernOperators operators) {
    return finds(node, new AggregateFinder(true, operators));
  }

  private static boolean finds(SqlNode node, AggregateFinder finder) {
    try {
      node.accept(finder);
      return false;
    } catch (Util.FoundOne found) {
      return true;
    }
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call.getKind() == SqlKind.OVER) {
      if (windows) {
        throw Util.FoundOne.NULL;
      }
      // The function itself is no aggregate, its arguments may hold some.
      ((SqlCall) call.operand(0)).getOperandList().forEach(this::visitIfPresent);
      return call.operand(1).accept(this);
    }
    if (call.isA(SqlKind.QUERY)) {
      return null;
    }
    if (!windows && isAggregate(call.getOperator().getName())) {
      throw Util.FoundOne.NULL;
    }
    return super.visit(call);
  }

  private boolean isAggregate(String name) {
    return AGGREGATES.contains(name.toLowerCase(Locale.ROOT)) || operators.isJavaAggregate(name);
  }

  private void visitIfPresent(@Nullable SqlNode node) {
    if (node != null) {
      node.accept(this);
    }
  }
}
