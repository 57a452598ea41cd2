package dev.quern.executor.operators.aggregate;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns in which states are handed over: as the plan says, or, where a SINGLE phase spills
 * and the plan says nothing, of the types that the plan would say.
 */
final class StateFields {
  private StateFields() {}

  static List<Field> of(AggregateCall call) {
    if (!call.stateFields().isEmpty()) {
      return call.stateFields();
    }
    List<Field> fields = new ArrayList<>();
    for (DataType type : types(call)) {
      fields.add(Field.of(call.result().name() + "_state" + fields.size(), type));
    }
    return fields;
  }

  private static List<DataType> types(AggregateCall call) {
    switch (call.function()) {
      case "count":
        return List.of(DataTypes.BIGINT);
      case "avg":
        return List.of(sumType(call.argumentFields().get(0).type()), DataTypes.BIGINT);
      case "sum":
        return List.of(call.result().type());
      case "single_value":
        return List.of(call.argumentFields().get(0).type(), DataTypes.BIGINT);
      case "stddev":
      case "stddev_samp":
      case "stddev_pop":
      case "variance":
      case "var_samp":
      case "var_pop":
        return List.of(DataTypes.DOUBLE, DataTypes.DOUBLE, DataTypes.BIGINT);
      case "quantile_cont":
      case "quantile_disc":
        return List.of(DataTypes.VARBINARY, DataTypes.DOUBLE);
      case "covar_pop":
      case "covar_samp":
      case "corr":
      case "regr_slope":
      case "regr_intercept":
      case "regr_r2":
      case "regr_avgx":
      case "regr_avgy":
      case "regr_sxx":
      case "regr_syy":
      case "regr_sxy":
        return List.of(
            DataTypes.DOUBLE,
            DataTypes.DOUBLE,
            DataTypes.DOUBLE,
            DataTypes.DOUBLE,
            DataTypes.DOUBLE,
            DataTypes.BIGINT);
      case "list":
      case "mode":
      case "median":
      case "arg_min":
      case "arg_max":
      case "first":
      case "last":
      case "string_agg":
      case "listagg":
      case "group_concat":
      case "approx_count_distinct":
        return List.of(DataTypes.VARBINARY);
      default:
        return call.function().startsWith(FunctionSignature.JAVA_PREFIX)
            ? List.of(DataTypes.VARBINARY)
            : List.of(call.argumentFields().get(0).type());
    }
  }

  /** Returns the type of an exact or floating-point sum of values of the given type. */
  private static DataType sumType(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return DataType.decimal(DataType.DecimalType.MAX_PRECISION, decimal.scale());
    }
    if (type instanceof DataType.IntegerType integer) {
      return integer.bits() == 64
          ? DataType.decimal(DataType.DecimalType.MAX_PRECISION, 0)
          : DataTypes.BIGINT;
    }
    return DataTypes.DOUBLE;
  }
}
