package dev.quern.executor.expressions.functions.declaration;

import dev.quern.executor.expressions.values.ValueKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The static method that computes a function for operands of certain types. Its parameters are, in
 * this order: the state (if any); for each operand its value ({@code boolean}, {@code long}, {@code
 * double}, {@code long high, long low}, or {@code long address, int length}); the {@code settings}
 * as {@code int}s; and for results of kind BYTES or INT128, which come through it, a {@code Slice}
 * or an {@code Int128}. It is called only with operands that are not null.
 *
 * @param owner a public class
 * @param method name of a public static method
 * @param parameters kind of each operand; a LONG operand is widened where INT128 is expected
 * @param result kind of the result
 * @param settings constants that follow from the types, such as scales
 * @param state makes the state of one place of call; null = none
 * @param stateClass class of the state; null = none
 * @param total whether the method is cheap and returns for every bit pattern, so that it may be
 *     called before it is known whether its operands are null (not if an operand is of kind BYTES)
 * @param returnsNull whether the result (a BYTES) may be null, told by {@code Slice.isNull}
 */
public record Implementation(
    Class<?> owner,
    String method,
    List<ValueKind> parameters,
    ValueKind result,
    List<Integer> settings,
    @Nullable StateFactory state,
    @Nullable Class<?> stateClass,
    boolean total,
    boolean returnsNull) {

  public Implementation {
    parameters = List.copyOf(parameters);
    settings = List.copyOf(settings);
  }

  /** Returns an implementation without settings and state that may fail. */
  public static Implementation of(
      Class<?> owner, String method, ValueKind result, ValueKind... parameters) {
    return new Implementation(
        owner, method, List.of(parameters), result, List.of(), null, null, false, false);
  }

  /** Returns the same with constants that follow from the types. */
  public Implementation withSettings(Integer... newSettings) {
    return new Implementation(
        owner,
        method,
        parameters,
        result,
        List.of(newSettings),
        state,
        stateClass,
        total,
        returnsNull);
  }

  /** Returns the same with a state for each place of call. */
  public <T> Implementation withState(Class<T> newStateClass, StateFactory newState) {
    return new Implementation(
        owner, method, parameters, result, settings, newState, newStateClass, total, returnsNull);
  }

  /** Returns the same, cheap and never failing. */
  public Implementation asTotal() {
    return new Implementation(
        owner, method, parameters, result, settings, state, stateClass, true, returnsNull);
  }

  /** Returns the same, whose result may be null though no operand is. */
  public Implementation asReturningNull() {
    return new Implementation(
        owner, method, parameters, result, settings, state, stateClass, total, true);
  }

  /** Returns what tells this implementation from others of equal types: class, method, settings. */
  public String key() {
    return owner.getSimpleName() + "." + method + settings;
  }
}
