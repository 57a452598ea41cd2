package dev.quern;

import dev.quern.engine.values.ValueConversion;
import dev.quern.executor.expressions.functions.user.UserFunction;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A function for SQL, written in Java: scalar and deterministic. It is not called for a NULL
 * argument, the result is NULL then; it may return null itself. Several threads call it at the same
 * time. An exception ends the query with INVALID_ARGUMENT.
 *
 * <p>Classes of parameters and results: primitives and their boxes, {@code String}, {@code byte[]},
 * {@code BigDecimal}, {@code LocalDate}, {@code LocalTime}, {@code LocalDateTime}, {@code Instant},
 * {@code OffsetDateTime}.
 *
 * <pre>{@code
 * public final class Geography {
 *   public static double distance(double x1, double y1, double x2, double y2) { ... }
 * }
 *
 * quern.register(JavaFunction.of("distance", Geography.class, "distance"));
 * quern.register(JavaFunction.of("initial", String.class, String.class, s -> s.substring(0, 1)));
 * session.query("SELECT initial(name), distance(x, y, 7.44, 46.95) FROM 'cities.csv'");
 * }</pre>
 */
public final class JavaFunction {
  private final UserFunction function;

  private JavaFunction(UserFunction function) {
    this.function = function;
  }

  /**
   * Returns a function that is a public static method of a public class. Runs on every scheduler if
   * the class is on the program's class path, which worker processes share.
   *
   * <pre>{@code
   * quern.register(JavaFunction.of("hypotenuse", Math.class, "hypot"));
   * session.query("SELECT hypotenuse(3, 4)"); // 5.0
   * }</pre>
   *
   * @param name in SQL, without regard to case
   * @param method name of the only public static method of that name
   * @throws QueryException INVALID_ARGUMENT if there is none or are several, UNSUPPORTED if a class
   *     of it cannot be a value's
   */
  public static JavaFunction of(String name, Class<?> owner, String method) {
    List<Method> found =
        Arrays.stream(owner.getMethods())
            .filter(candidate -> candidate.getName().equals(method))
            .toList();
    if (found.size() != 1) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "One public static method of that name expected: class="
              + owner.getName()
              + ", method="
              + method
              + ", found="
              + found.size());
    }
    return new JavaFunction(UserFunction.of(name, found.get(0)));
  }

  /**
   * Returns a function of one argument, which exists in this process only: worker processes cannot
   * run it.
   *
   * <pre>{@code
   * Map<String, String> names = ...;
   * quern.register(JavaFunction.of("country", String.class, String.class, names::get));
   * session.query("SELECT country(code), count(*) FROM 'visits.csv' GROUP BY 1");
   * }</pre>
   */
  public static <A, R> JavaFunction of(
      String name, Class<A> argument, Class<R> result, Function<? super A, ? extends R> body) {
    return new JavaFunction(
        UserFunction.of(
            name, List.of(argument), result, values -> body.apply(cast(argument, values[0]))));
  }

  /**
   * Returns a function of two arguments, which exists in this process only: worker processes cannot
   * run it.
   *
   * <pre>{@code
   * quern.register(
   *     JavaFunction.of(
   *         "echo", String.class, Integer.class, String.class, (text, n) -> text.repeat(n)));
   * }</pre>
   */
  public static <A, B, R> JavaFunction of(
      String name,
      Class<A> first,
      Class<B> second,
      Class<R> result,
      BiFunction<? super A, ? super B, ? extends R> body) {
    return new JavaFunction(
        UserFunction.of(
            name,
            List.of(first, second),
            result,
            values -> body.apply(cast(first, values[0]), cast(second, values[1]))));
  }

  @SuppressWarnings("unchecked") // a primitive class has no cast; its boxed values fit
  private static <T> T cast(Class<T> type, Object value) {
    return (T) ValueConversion.boxed(type).cast(value);
  }

  /**
   * Returns the same function with the type of its {@code BigDecimal} result, DECIMAL(38, 10) if
   * not told. A result with more digits is an error.
   *
   * <pre>{@code
   * quern.register(JavaFunction.of("net", Prices.class, "net").withDecimalResult(18, 2));
   * }</pre>
   */
  public JavaFunction withDecimalResult(int precision, int scale) {
    return new JavaFunction(function.withResult(DataType.decimal(precision, scale)));
  }

  UserFunction function() {
    return function;
  }
}
