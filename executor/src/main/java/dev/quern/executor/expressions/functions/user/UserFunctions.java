package dev.quern.executor.expressions.functions.user;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.JavaAggregator;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The functions and aggregates that plans of this process may call, by their names in plans.
 * Thread-safe.
 */
public final class UserFunctions {
  private final Map<String, UserFunction> functions = new ConcurrentHashMap<>();
  private final Map<String, UserAggregate> aggregates = new ConcurrentHashMap<>();

  /** By their names in SQL, several of which may stand for one method or class. */
  private final Map<String, UserFunction> addedFunctions = new ConcurrentHashMap<>();

  private final Map<String, UserAggregate> addedAggregates = new ConcurrentHashMap<>();

  /** Adds a function. */
  public void add(UserFunction function) {
    functions.put(function.planName(), function);
    addedFunctions.put(function.name(), function);
  }

  /** Adds an aggregate. */
  public void add(UserAggregate aggregate) {
    aggregates.put(aggregate.planName(), aggregate);
    addedAggregates.put(aggregate.name(), aggregate);
  }

  /** Returns the functions that were added. */
  public Collection<UserFunction> all() {
    return List.copyOf(addedFunctions.values());
  }

  /** Returns the aggregates that were added. */
  public Collection<UserAggregate> aggregates() {
    return List.copyOf(addedAggregates.values());
  }

  /** Returns whether worker processes find all that were added, as when there are none. */
  public boolean arePortable() {
    // Asked for every query, also the first of a process: loops need no classes made for them.
    for (UserFunction function : addedFunctions.values()) {
      if (!function.isPortable()) {
        return false;
      }
    }
    for (UserAggregate aggregate : addedAggregates.values()) {
      if (!aggregate.isPortable()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the aggregate of that name in plans: one that was added, or one of a class.
   *
   * @throws QueryException UNKNOWN_FUNCTION
   */
  public UserAggregate findAggregate(String planName) {
    return aggregates.computeIfAbsent(planName, UserFunctions::loadAggregate);
  }

  private static UserAggregate loadAggregate(String planName) {
    String place = planName.substring(FunctionSignature.JAVA_PREFIX.length());
    int open = place.indexOf('(');
    int close = place.indexOf(')');
    if (open <= 0 || close < open) {
      throw new QueryException(
          ErrorCode.UNKNOWN_FUNCTION, "Java aggregate not found: function=" + place);
    }
    List<Class<?>> parameters = new ArrayList<>();
    for (String parameter : place.substring(open + 1, close).split(",", -1)) {
      parameters.add(ValueClass.named(parameter));
    }
    Class<?> result = ValueClass.named(withoutDecimal(place.substring(close + 1)));
    String name = place.substring(0, open);
    try {
      Class<?> body = Class.forName(name, true, ClassLoader.getSystemClassLoader());
      return UserAggregate.of(name, parameters, result, aggregator(body));
    } catch (ClassNotFoundException | LinkageError e) {
      throw new QueryException(
          ErrorCode.UNKNOWN_FUNCTION,
          "Java aggregate is not on the class path of this worker process: class=" + name,
          e);
    }
  }

  @SuppressWarnings("unchecked") // which state it has is its own matter
  private static Class<? extends JavaAggregator<?>> aggregator(Class<?> body) {
    if (!JavaAggregator.class.isAssignableFrom(body)) {
      throw new QueryException(
          ErrorCode.UNKNOWN_FUNCTION, "Not an aggregate: class=" + body.getName());
    }
    return (Class<? extends JavaAggregator<?>>) body;
  }

  /**
   * Returns the function of that name in plans: one that was added, or a static method.
   *
   * @throws QueryException UNKNOWN_FUNCTION
   */
  public UserFunction find(String planName) {
    return functions.computeIfAbsent(planName, UserFunctions::load);
  }

  private static UserFunction load(String planName) {
    String place = planName.substring(FunctionSignature.JAVA_PREFIX.length());
    int hash = place.indexOf('#');
    int bracket = place.indexOf('(');
    if (hash > 0 && bracket > hash) {
      try {
        Class<?> owner =
            Class.forName(place.substring(0, hash), true, ClassLoader.getSystemClassLoader());
        String signature = withoutDecimal(place.substring(hash + 1));
        for (Method method : owner.getMethods()) {
          if (signature.equals(method.getName() + classes(method))) {
            return UserFunction.of(method.getName(), method);
          }
        }
      } catch (ClassNotFoundException | LinkageError e) {
        throw new QueryException(
            ErrorCode.UNKNOWN_FUNCTION,
            "Java function is not on the class path of this worker process: function=" + place,
            e);
      }
    }
    throw new QueryException(
        ErrorCode.UNKNOWN_FUNCTION, "Java function not found: function=" + place);
  }

  /** The type of a decimal result is that of the call in the plan. */
  private static String withoutDecimal(String signature) {
    int colon = signature.indexOf(':');
    return colon < 0 ? signature : signature.substring(0, colon);
  }

  private static String classes(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getName)
        .collect(Collectors.joining(",", "(", ")"));
  }
}
