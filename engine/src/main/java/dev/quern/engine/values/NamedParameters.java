package dev.quern.engine.values;

import dev.quern.parser.syntax.NearNames;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts values that are known by name where the parameters of a statement stand. */
public final class NamedParameters {
  private NamedParameters() {}

  /**
   * Returns the constant for each parameter.
   *
   * @param names of the parameters in order, some perhaps several times
   * @param values by name; a value may be null, its name may not be missing
   * @throws QueryException INVALID_ARGUMENT for a parameter without a value and for a name that is
   *     none of a parameter; what {@link ParameterExpressions} refuses
   */
  public static List<Expression> bind(
      List<String> names, Map<String, ? extends @Nullable Object> values) {
    checkNames(names, values.keySet());
    Map<String, Expression> constants = new LinkedHashMap<>();
    List<Expression> bound = new ArrayList<>();
    for (String name : names) {
      bound.add(constants.computeIfAbsent(name, each -> ParameterExpressions.of(values.get(each))));
    }
    return bound;
  }

  private static void checkNames(List<String> names, Set<String> given) {
    for (String name : names) {
      if (!given.contains(name)) {
        throw new QueryException(
            ErrorCode.INVALID_ARGUMENT,
            "No value for parameter :" + name + "; given are " + shown(given));
      }
    }
    for (String name : given) {
      if (!names.contains(name)) {
        throw new QueryException(
            ErrorCode.INVALID_ARGUMENT,
            "The statement has no parameter :"
                + name
                + NearNames.hint(name, Set.copyOf(names))
                + "; it has "
                + shown(names));
      }
    }
  }

  private static String shown(Iterable<String> names) {
    Set<String> distinct = new TreeSet<>();
    names.forEach(distinct::add);
    return distinct.isEmpty() ? "none" : ":" + String.join(", :", distinct);
  }
}
