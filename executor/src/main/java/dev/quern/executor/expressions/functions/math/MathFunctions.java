package dev.quern.executor.expressions.functions.math;

import static dev.quern.executor.expressions.functions.declaration.FunctionBuilder.function;
import static dev.quern.plan.functions.FunctionSignature.Parameter.INTEGER;
import static dev.quern.plan.functions.FunctionSignature.Parameter.NUMERIC;

import dev.quern.executor.expressions.functions.declaration.FunctionBuilder;
import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.declaration.ScalarFunction;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Declares the mathematical functions. One table, hence its length. */
public final class MathFunctions {
  private MathFunctions() {}

  /** Returns all functions of the topic. */
  public static List<ScalarFunction> all() {
    List<ScalarFunction> all = new ArrayList<>();
    Collections.addAll(all, rounding());
    Collections.addAll(all, powers());
    Collections.addAll(all, angles());
    Collections.addAll(all, integers());
    all.add(
        ScalarFunction.operator(
            "mod", (operands, result) -> ArithmeticOperators.resolve("modulo", operands, result)));
    return all;
  }

  private static ScalarFunction[] rounding() {
    return new ScalarFunction[] {
      function("abs")
          .takes(NUMERIC)
          .help("Absolute value", "abs(-1)")
          .resolvedBy(MathFunctions::absolute),
      function("sign")
          .takes(NUMERIC)
          .returns(DataTypes.INTEGER)
          .help("-1, 0 or 1 by the sign of the number", "sign(-3.5)")
          .resolvedBy(MathFunctions::sign),
      rounding("round", "Nearest number of so many digits after the point", "round(2.345, 2)"),
      rounding("trunc", "Number without the digits after the given ones", "trunc(2.349, 2)"),
      function("floor")
          .takes(NUMERIC)
          .help("Largest whole number that is not greater", "floor(-1.5)")
          .resolvedBy((operands, result) -> whole("floor", operands, result)),
      function("ceil")
          .alias("ceiling")
          .takes(NUMERIC)
          .help("Smallest whole number that is not less", "ceil(1.2)")
          .resolvedBy((operands, result) -> whole("ceiling", operands, result)),
    };
  }

  private static ScalarFunction rounding(String name, String description, String example) {
    FunctionBuilder builder =
        function(name).takes(NUMERIC, INTEGER).required(1).help(description, example);
    if (name.equals("trunc")) {
      builder.alias("truncate");
    }
    String method = name.equals("trunc") ? "truncate" : name;
    return builder.resolvedBy((operands, result) -> toDigits(method, operands, result));
  }

  private static ScalarFunction[] powers() {
    return new ScalarFunction[] {
      ofDouble("sqrt", "squareRoot", "Square root", "sqrt(2)"),
      ofDouble("cbrt", "cubeRoot", "Cube root", "cbrt(27)"),
      ofDoubles("power", "power", "First number to the power of the second", "power(2, 10)", "pow"),
      ofDouble("exp", "exponential", "e to the power of the number", "exp(1)"),
      ofDouble("ln", "naturalLogarithm", "Natural logarithm", "ln(10)"),
      ofDouble("log10", "decimalLogarithm", "Logarithm to the base 10", "log10(1000)"),
      ofDouble("log2", "binaryLogarithm", "Logarithm to the base 2", "log2(8)"),
      function("log")
          .takes(Parameter.DOUBLE, Parameter.DOUBLE)
          .required(1)
          .returns(DataTypes.DOUBLE)
          .help("Logarithm to the base 10, or to the base given first", "log(2, 8)")
          .resolvedBy(
              (operands, result) ->
                  operands.size() == 1 ? doubles("decimalLogarithm", 1) : doubles("logarithm", 2)),
    };
  }

  private static ScalarFunction[] angles() {
    return new ScalarFunction[] {
      ofDouble("sin", "sine", "Sine of an angle in radians", "sin(1)"),
      ofDouble("cos", "cosine", "Cosine of an angle in radians", "cos(1)"),
      ofDouble("tan", "tangent", "Tangent of an angle in radians", "tan(1)"),
      ofDouble("cot", "cotangent", "Cotangent of an angle in radians", "cot(1)"),
      ofDouble("asin", "arcSine", "Angle of a sine", "asin(1)"),
      ofDouble("acos", "arcCosine", "Angle of a cosine", "acos(1)"),
      ofDouble("atan", "arcTangent", "Angle of a tangent", "atan(1)"),
      ofDoubles("atan2", "arcTangent2", "Angle of the point (x, y), y first", "atan2(1, 2)"),
      ofDouble("sinh", "hyperbolicSine", "Hyperbolic sine", "sinh(1)"),
      ofDouble("cosh", "hyperbolicCosine", "Hyperbolic cosine", "cosh(1)"),
      ofDouble("tanh", "hyperbolicTangent", "Hyperbolic tangent", "tanh(1)"),
      ofDouble("degrees", "degrees", "Radians in degrees", "degrees(pi())"),
      ofDouble("radians", "radians", "Degrees in radians", "radians(180)"),
      function("pi")
          .returns(DataTypes.DOUBLE)
          .help("The number pi", "pi()")
          .by(Doubles.class, "pi"),
      function("is_nan")
          .alias("isnan")
          .takes(Parameter.DOUBLE)
          .returns(DataTypes.BOOLEAN)
          .help("Whether the number is NaN", "is_nan(1)")
          .by(Doubles.class, "isNaN"),
      function("is_infinite")
          .alias("isinf")
          .takes(Parameter.DOUBLE)
          .returns(DataTypes.BOOLEAN)
          .help("Whether the number is infinite", "is_infinite(1)")
          .by(Doubles.class, "isInfinite"),
    };
  }

  private static ScalarFunction[] integers() {
    return new ScalarFunction[] {
      ofIntegers("bitand", "bitAnd", "Bits that both numbers have", "bitand(6, 3)"),
      ofIntegers("bitor", "bitOr", "Bits that one of the numbers has", "bitor(6, 3)"),
      ofIntegers(
          "bitxor", "bitXor", "Bits that only one of the numbers has", "bitxor(6, 3)", "xor"),
      function("bitnot")
          .takes(INTEGER)
          .help("All bits inverted", "bitnot(5)")
          .by(Integers.class, "bitNot"),
      ofIntegers(
          "shift_left", "shiftLeft", "Number times two to the power", "shift_left(1, 4)", "lshift"),
      ofIntegers(
          "shift_right",
          "shiftRight",
          "Number shifted right, sign kept",
          "shift_right(16, 4)",
          "rshift"),
      function("bit_count")
          .takes(INTEGER)
          .returns(DataTypes.BIGINT)
          .help("Number of set bits", "bit_count(255)")
          .resolvedBy(MathFunctions::bitCount),
      ofIntegers("gcd", "greatestCommonDivisor", "Greatest common divisor", "gcd(12, 18)"),
      ofIntegers("lcm", "leastCommonMultiple", "Least common multiple", "lcm(4, 6)"),
      function("factorial")
          .takes(INTEGER)
          .returns(DataTypes.BIGINT)
          .help("Product of all whole numbers from 1 to 20 at most", "factorial(5)")
          .by(Integers.class, "factorial"),
    };
  }

  private static ScalarFunction ofDouble(
      String name, String method, String description, String example) {
    return function(name)
        .takes(Parameter.DOUBLE)
        .returns(DataTypes.DOUBLE)
        .help(description, example)
        .by(Doubles.class, method);
  }

  private static ScalarFunction ofDoubles(
      String name, String method, String description, String example, String... aliases) {
    return function(name)
        .alias(aliases)
        .takes(Parameter.DOUBLE, Parameter.DOUBLE)
        .returns(DataTypes.DOUBLE)
        .help(description, example)
        .by(Doubles.class, method);
  }

  private static ScalarFunction ofIntegers(
      String name, String method, String description, String example, String... aliases) {
    return function(name)
        .alias(aliases)
        .takes(INTEGER, INTEGER)
        .returns(DataTypes.BIGINT)
        .help(description, example)
        .by(Integers.class, method);
  }

  private static Implementation doubles(String method, int operands) {
    ValueKind[] kinds = new ValueKind[operands];
    Arrays.fill(kinds, ValueKind.DOUBLE);
    return Implementation.of(Doubles.class, method, ValueKind.DOUBLE, kinds);
  }

  private static Implementation absolute(List<DataType> operands, DataType result) {
    ValueKind kind = ValueKind.of(result);
    if (result instanceof DataType.IntegerType integer) {
      return Implementation.of(Integers.class, "absolute", kind, kind).withSettings(integer.bits());
    }
    Class<?> owner = result instanceof DataType.DecimalType ? Decimals.class : Doubles.class;
    return Implementation.of(owner, "absolute", kind, kind).asTotal();
  }

  private static Implementation sign(List<DataType> operands, DataType result) {
    ValueKind kind = ValueKind.of(operands.get(0));
    if (kind == ValueKind.DOUBLE) {
      return Implementation.of(Doubles.class, "signOf", ValueKind.LONG, kind).asTotal();
    }
    Class<?> owner = kind == ValueKind.INT128 ? Decimals.class : Integers.class;
    return Implementation.of(owner, "sign", ValueKind.LONG, kind).asTotal();
  }

  private static Implementation bitCount(List<DataType> operands, DataType result) {
    int bits = operands.get(0) instanceof DataType.IntegerType integer ? integer.bits() : 64;
    return Implementation.of(Integers.class, "bitCount", ValueKind.LONG, ValueKind.LONG)
        .withSettings(bits)
        .asTotal();
  }

  private static @Nullable Implementation whole(
      String method, List<DataType> operands, DataType result) {
    if (operands.size() != 1) {
      return null;
    }
    DataType operand = operands.get(0);
    if (operand instanceof DataType.IntegerType) {
      return Implementation.of(Integers.class, "same", ValueKind.LONG, ValueKind.LONG).asTotal();
    }
    if (operand instanceof DataType.DecimalType) {
      return decimalRounding(method, operands, result);
    }
    return doubles(method, 1).asTotal();
  }

  private static @Nullable Implementation toDigits(
      String method, List<DataType> operands, DataType result) {
    boolean hasDigits = operands.size() == 2;
    if (result instanceof DataType.IntegerType integer) {
      if (!hasDigits) {
        return Implementation.of(Integers.class, "same", ValueKind.LONG, ValueKind.LONG).asTotal();
      }
      Implementation implementation =
          Implementation.of(Integers.class, method, ValueKind.LONG, ValueKind.LONG, ValueKind.LONG);
      return method.equals("round") ? implementation.withSettings(integer.bits()) : implementation;
    }
    if (result instanceof DataType.DecimalType) {
      return decimalRounding(method, operands, result);
    }
    return hasDigits
        ? Implementation.of(
            Doubles.class, method, ValueKind.DOUBLE, ValueKind.DOUBLE, ValueKind.LONG)
        : doubles(method, 1).asTotal();
  }

  private static @Nullable Implementation decimalRounding(
      String method, List<DataType> operands, DataType result) {
    if (!(operands.get(0) instanceof DataType.DecimalType from)
        || !(result instanceof DataType.DecimalType to)) {
      return null;
    }
    ValueKind kind = from.isShort() && to.isShort() ? ValueKind.LONG : ValueKind.INT128;
    if (kind != ValueKind.of(to)) {
      return null;
    }
    ValueKind[] kinds =
        operands.size() == 1 ? new ValueKind[] {kind} : new ValueKind[] {kind, ValueKind.LONG};
    return Implementation.of(DecimalRounding.class, method, kind, kinds)
        .withSettings(from.scale(), to.scale(), to.precision());
  }
}
