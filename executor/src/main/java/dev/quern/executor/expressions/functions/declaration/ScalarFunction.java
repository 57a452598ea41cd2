package dev.quern.executor.expressions.functions.declaration;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of one row's values.
 *
 * @param name lower-case name, as in {@code Call}
 * @param signature the SQL face; null for an operator that has a syntax of its own
 * @param resolver chooses the method by the types
 */
public record ScalarFunction(
    String name, @Nullable FunctionSignature signature, Resolver resolver) {

  /** Chooses the method that computes a call. */
  @FunctionalInterface
  public interface Resolver {
    /** Returns the method for operands of these types, or null if the function takes no such. */
    @Nullable Implementation resolve(List<DataType> operands, DataType result);
  }

  /** Returns an operator, which has a syntax of its own. */
  public static ScalarFunction operator(String name, Resolver resolver) {
    return new ScalarFunction(name, null, resolver);
  }

  /** Returns a function that is called by its name. */
  public static ScalarFunction of(FunctionSignature signature, Resolver resolver) {
    return new ScalarFunction(signature.name(), signature, resolver);
  }
}
