package dev.quern.executor.expressions.functions.user;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The functions that plans of this process may call, by their names in plans. Thread-safe. */
public final class UserFunctions {
  private final Map<String, UserFunction> functions = new ConcurrentHashMap<>();

  /** Adds a function. */
  public void add(UserFunction function) {
    functions.put(function.planName(), function);
  }

  /** Returns those that were added. */
  public Collection<UserFunction> all() {
    return List.copyOf(functions.values());
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
        String signature = place.substring(hash + 1);
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

  private static String classes(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getName)
        .collect(Collectors.joining(",", "(", ")"));
  }
}
