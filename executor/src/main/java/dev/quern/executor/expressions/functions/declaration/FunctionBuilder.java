package dev.quern.executor.expressions.functions.declaration;

import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Declares a scalar function:
 *
 * <pre>{@code
 * function("starts_with").takes(VARCHAR, VARCHAR).returns(BOOLEAN)
 *     .help("Whether the text begins with the other one", "starts_with('quern', 'qu')")
 *     .by(Searches.class, "startsWith")
 * }</pre>
 */
public final class FunctionBuilder {
  private final String name;
  private List<String> aliases = List.of();
  private List<Parameter> parameters = List.of();
  private int required = -1;
  private boolean variadic;
  private boolean nullIfAnyNull = true;
  private FunctionSignature.Returns returns = FunctionSignature.Returns.FIRST_ARGUMENT;
  private @Nullable DataType returnType;
  private String description = "";
  private String example = "";
  private @Nullable Class<?> stateClass;
  private @Nullable StateFactory state;
  private boolean returnsNull;

  private FunctionBuilder(String name) {
    this.name = name;
  }

  /** Begins the declaration of the function of that lower-case name. */
  public static FunctionBuilder function(String name) {
    return new FunctionBuilder(name);
  }

  /** Adds further names. */
  public FunctionBuilder alias(String... names) {
    aliases = List.of(names);
    return this;
  }

  public FunctionBuilder takes(Parameter... newParameters) {
    parameters = List.of(newParameters);
    return this;
  }

  /** Makes all parameters after the first {@code count} optional. */
  public FunctionBuilder required(int count) {
    required = count;
    return this;
  }

  /** Lets the last parameter be repeated. */
  public FunctionBuilder variadic() {
    variadic = true;
    return this;
  }

  /** Tells that the function decides itself what a NULL argument means. */
  public FunctionBuilder takesNull() {
    nullIfAnyNull = false;
    return this;
  }

  /** Tells that the result, a text, may be NULL though no argument is. */
  public FunctionBuilder mayReturnNull() {
    returnsNull = true;
    return this;
  }

  public FunctionBuilder returns(DataType type) {
    returns = FunctionSignature.Returns.FIXED;
    returnType = type;
    return this;
  }

  public FunctionBuilder returns(FunctionSignature.Returns newReturns) {
    returns = newReturns;
    return this;
  }

  /** Sets one line of help and an example call. */
  public FunctionBuilder help(String newDescription, String newExample) {
    description = newDescription;
    example = newExample;
    return this;
  }

  /** Gives each place of call a state, the first parameter of the method. */
  public FunctionBuilder state(Class<?> newStateClass, StateFactory newState) {
    stateClass = newStateClass;
    state = newState;
    return this;
  }

  /**
   * Ends the declaration: the method computes all calls; where parameters are optional it is
   * overloaded.
   */
  public ScalarFunction by(Class<?> owner, String method) {
    return resolvedBy(
        (operands, result) -> {
          List<ValueKind> kinds = new ArrayList<>();
          for (DataType operand : operands) {
            kinds.add(ValueKind.of(operand));
          }
          return new Implementation(
              owner,
              method,
              kinds,
              ValueKind.of(result),
              List.of(),
              state,
              stateClass,
              false,
              returnsNull);
        });
  }

  /** Ends the declaration: the resolver chooses the method. */
  public ScalarFunction resolvedBy(ScalarFunction.Resolver resolver) {
    return ScalarFunction.of(signature(), resolver);
  }

  private FunctionSignature signature() {
    return new FunctionSignature(
        name,
        aliases,
        FunctionSignature.Kind.SCALAR,
        parameters,
        required < 0 ? parameters.size() : required,
        variadic,
        returns,
        returnType,
        nullIfAnyNull && !returnsNull,
        description,
        example);
  }
}
