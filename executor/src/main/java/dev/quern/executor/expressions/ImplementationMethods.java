package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.user.UserCall;
import dev.quern.executor.expressions.values.Int128;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.executor.expressions.values.ValueKind;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** Finds the Java method of an {@link Implementation}. */
final class ImplementationMethods {
  private ImplementationMethods() {}

  /**
   * Returns whether operands are given to the state one by one, and the method takes the state
   * alone.
   */
  static boolean setsOperands(Implementation implementation) {
    return implementation.stateClass() == UserCall.class;
  }

  /** Returns the method; a missing one is a bug of the function's declaration. */
  static Method find(Implementation implementation) {
    List<Class<?>> parameters = new ArrayList<>();
    if (implementation.stateClass() != null) {
      parameters.add(implementation.stateClass());
    }
    if (!setsOperands(implementation)) {
      for (ValueKind kind : implementation.parameters()) {
        addClasses(kind, parameters);
      }
    }
    for (int i = 0; i < implementation.settings().size(); i++) {
      parameters.add(int.class);
    }
    if (implementation.result() == ValueKind.BYTES) {
      parameters.add(Slice.class);
    } else if (implementation.result() == ValueKind.INT128) {
      parameters.add(Int128.class);
    }
    try {
      return implementation
          .owner()
          .getMethod(implementation.method(), parameters.toArray(new Class<?>[0]));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("no such function method: " + implementation.key(), e);
    }
  }

  private static void addClasses(ValueKind kind, List<Class<?>> parameters) {
    switch (kind) {
      case BOOLEAN:
        parameters.add(boolean.class);
        break;
      case LONG:
        parameters.add(long.class);
        break;
      case DOUBLE:
        parameters.add(double.class);
        break;
      case INT128:
        parameters.add(long.class);
        parameters.add(long.class);
        break;
      case BYTES:
        parameters.add(long.class);
        parameters.add(int.class);
        break;
      case NESTED:
        throw new IllegalStateException("nested values are not passed to functions");
    }
  }
}
