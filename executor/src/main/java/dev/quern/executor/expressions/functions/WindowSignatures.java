package dev.quern.executor.expressions.functions;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.functions.FunctionSignature.Returns;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL faces of the functions that need a window. */
final class WindowSignatures {
  private WindowSignatures() {}

  static List<FunctionSignature> all() {
    return List.of(
        of(
            "row_number",
            DataTypes.BIGINT,
            0,
            "Number of the row in its partition",
            "row_number() OVER (ORDER BY a)"),
        of("rank", DataTypes.BIGINT, 0, "Rank with gaps", "rank() OVER (ORDER BY a)"),
        of(
            "dense_rank",
            DataTypes.BIGINT,
            0,
            "Rank without gaps",
            "dense_rank() OVER (ORDER BY a)"),
        of(
            "percent_rank",
            DataTypes.DOUBLE,
            0,
            "Rank from 0 to 1",
            "percent_rank() OVER (ORDER BY a)"),
        of(
            "cume_dist",
            DataTypes.DOUBLE,
            0,
            "Share of rows up to this one",
            "cume_dist() OVER (ORDER BY a)"),
        of(
            "ntile",
            DataTypes.BIGINT,
            1,
            "Number of the bucket of so many",
            "ntile(4) OVER (ORDER BY a)",
            Parameter.INTEGER),
        of(
            "lag",
            null,
            1,
            "Value of an earlier row",
            "lag(a, 1, 0) OVER (ORDER BY a)",
            Parameter.ANY,
            Parameter.INTEGER,
            Parameter.ANY),
        of(
            "lead",
            null,
            1,
            "Value of a later row",
            "lead(a, 1, 0) OVER (ORDER BY a)",
            Parameter.ANY,
            Parameter.INTEGER,
            Parameter.ANY),
        of(
            "first_value",
            null,
            1,
            "Value of the frame's first row",
            "first_value(a) OVER (ORDER BY a)",
            Parameter.ANY),
        of(
            "last_value",
            null,
            1,
            "Value of the frame's last row",
            "last_value(a) OVER (ORDER BY a)",
            Parameter.ANY),
        of(
            "nth_value",
            null,
            2,
            "Value of the frame's n-th row",
            "nth_value(a, 2) OVER (ORDER BY a)",
            Parameter.ANY,
            Parameter.INTEGER));
  }

  private static FunctionSignature of(
      String name,
      @Nullable DataType returnType,
      int required,
      String description,
      String example,
      Parameter... parameters) {
    return new FunctionSignature(
        name,
        List.of(),
        FunctionSignature.Kind.WINDOW,
        List.of(parameters),
        required,
        false,
        returnType == null ? Returns.FIRST_ARGUMENT : Returns.FIXED,
        returnType,
        false,
        description,
        example);
  }
}
