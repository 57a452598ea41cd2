package dev.quern;

import dev.quern.executor.expressions.functions.user.UserAggregate;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.JavaAggregator;
import dev.quern.plan.types.DataType;
import java.util.List;

/**
 * An aggregate function for SQL, written in Java as a {@link JavaAggregator}. It works with GROUP
 * BY, DISTINCT, FILTER and OVER, within the memory budget. Rows with a NULL argument are left out;
 * what a group without rows gives, the aggregator says itself.
 *
 * <p>Classes of parameters and results are those of {@link JavaFunction}.
 *
 * <pre>{@code
 * quern.register(
 *     JavaAggregate.of("geo_mean", List.of(Double.class), Double.class, GeometricMean.class));
 * session.query("SELECT city, geo_mean(growth) FROM 'cities.csv' GROUP BY city");
 * }</pre>
 */
public final class JavaAggregate {
  private final UserAggregate aggregate;

  private JavaAggregate(UserAggregate aggregate) {
    this.aggregate = aggregate;
  }

  /**
   * Returns an aggregate that is a public class with a public constructor without parameters. Runs
   * on every scheduler if the class is on the program's class path, which worker processes share.
   *
   * <pre>{@code
   * quern.register(
   *     JavaAggregate.of("geo_mean", List.of(Double.class), Double.class, GeometricMean.class));
   * }</pre>
   *
   * @param name in SQL, without regard to case
   * @param parameters at least one
   * @throws QueryException INVALID_ARGUMENT if there is no such constructor or no parameter,
   *     UNSUPPORTED if a class of parameters or result cannot be a value's
   */
  public static JavaAggregate of(
      String name,
      List<Class<?>> parameters,
      Class<?> result,
      Class<? extends JavaAggregator<?>> aggregator) {
    return new JavaAggregate(UserAggregate.of(name, parameters, result, aggregator));
  }

  /**
   * Returns an aggregate that is an object, which exists in this process only: worker processes
   * cannot run it.
   *
   * <pre>{@code
   * quern.register(
   *     JavaAggregate.of("share", List.of(String.class), Double.class, new ShareOf(knownCodes)));
   * }</pre>
   */
  public static JavaAggregate of(
      String name, List<Class<?>> parameters, Class<?> result, JavaAggregator<?> aggregator) {
    return new JavaAggregate(UserAggregate.of(name, parameters, result, aggregator));
  }

  /**
   * Returns the same aggregate with the type of its {@code BigDecimal} result, DECIMAL(38, 10) if
   * not told. A result with more digits is an error.
   *
   * <pre>{@code
   * quern.register(
   *     JavaAggregate.of("net", List.of(BigDecimal.class), BigDecimal.class, Net.class)
   *         .withDecimalResult(18, 2));
   * }</pre>
   */
  public JavaAggregate withDecimalResult(int precision, int scale) {
    return new JavaAggregate(aggregate.withResult(DataType.decimal(precision, scale)));
  }

  UserAggregate aggregate() {
    return aggregate;
  }
}
