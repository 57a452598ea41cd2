package dev.quern.executor.expressions.functions.math;

import static dev.quern.executor.expressions.values.ValueKind.DOUBLE;
import static dev.quern.executor.expressions.values.ValueKind.INT128;
import static dev.quern.executor.expressions.values.ValueKind.LONG;

import dev.quern.executor.expressions.functions.datetime.DateTimeFunctions;
import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.declaration.ScalarFunction;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Declares {@code + - * / %} and the sign. */
public final class ArithmeticOperators {
  private ArithmeticOperators() {}

  /** Returns the operators under the names that {@code Call} gives them. */
  public static List<ScalarFunction> all() {
    return List.of(
        operator("add"),
        operator("subtract"),
        operator("multiply"),
        operator("divide"),
        operator("modulo"),
        ScalarFunction.operator("negate", ArithmeticOperators::negate));
  }

  private static ScalarFunction operator(String name) {
    return ScalarFunction.operator(name, (operands, result) -> resolve(name, operands, result));
  }

  /** Returns the method of {@code + - * / %}. */
  static @Nullable Implementation resolve(String name, List<DataType> operands, DataType result) {
    if (operands.size() != 2) {
      return null;
    }
    if (!operands.stream().allMatch(DataType::isNumeric)) {
      return DateTimeFunctions.operator(name, operands, result);
    }
    if (result instanceof DataType.IntegerType integer) {
      Implementation implementation = Implementation.of(Integers.class, name, LONG, LONG, LONG);
      return name.equals("modulo") ? implementation : implementation.withSettings(integer.bits());
    }
    if (result instanceof DataType.DecimalType decimal) {
      return decimal(name, scale(operands.get(0)), scale(operands.get(1)), decimal);
    }
    boolean failing = name.equals("divide") || name.equals("modulo");
    String method = result instanceof DataType.FloatType ? name + "Float" : name;
    Implementation implementation =
        Implementation.of(Doubles.class, method, DOUBLE, DOUBLE, DOUBLE);
    return failing ? implementation : implementation.asTotal();
  }

  private static @Nullable Implementation decimal(
      String name, int scaleA, int scaleB, DataType.DecimalType result) {
    ValueKind kind = ValueKind.of(result);
    Integer precision = result.precision();
    Integer scale = result.scale();
    if (name.equals("multiply")) {
      int down = scaleA + scaleB - scale;
      if (kind == LONG) {
        return Implementation.of(Decimals.class, "multiply", LONG, LONG, LONG).asTotal();
      }
      return Implementation.of(Decimals.class, "multiply", INT128, INT128, INT128)
          .withSettings(down, precision, scale);
    }
    if (name.equals("modulo")) {
      return Implementation.of(Decimals.class, "modulo", kind, kind, kind)
          .withSettings(scale - scaleA, scale - scaleB, precision, scale);
    }
    if (name.equals("divide")) {
      return null;
    }
    return Implementation.of(Decimals.class, name, kind, kind, kind)
        .withSettings(scale - scaleA, scale - scaleB, precision, scale);
  }

  private static @Nullable Implementation negate(List<DataType> operands, DataType result) {
    if (operands.size() != 1) {
      return null;
    }
    if (result instanceof DataType.IntegerType integer) {
      return Implementation.of(Integers.class, "negate", LONG, LONG).withSettings(integer.bits());
    }
    if (result instanceof DataType.IntervalType) {
      return Implementation.of(Integers.class, "negate", LONG, LONG).withSettings(64);
    }
    if (result instanceof DataType.DecimalType) {
      ValueKind kind = ValueKind.of(result);
      return Implementation.of(Decimals.class, "negate", kind, kind).asTotal();
    }
    return result.isNumeric()
        ? Implementation.of(Doubles.class, "negate", DOUBLE, DOUBLE).asTotal()
        : null;
  }

  private static int scale(DataType type) {
    return type instanceof DataType.DecimalType decimal ? decimal.scale() : 0;
  }
}
