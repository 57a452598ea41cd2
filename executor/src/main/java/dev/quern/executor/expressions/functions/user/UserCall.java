package dev.quern.executor.expressions.functions.user;

import dev.quern.executor.expressions.values.Slice;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.util.List;

/**
 * One place where a function is called: the loop sets the arguments of a row, none of them NULL,
 * one by one, then calls. Not thread-safe.
 */
public final class UserCall {
  private final String name;
  private final UserFunction.Body body;
  private final UserArguments arguments;
  private final ResultBytes result;

  UserCall(
      String name,
      UserFunction.Body body,
      List<ValueClass> parameters,
      List<DataType> operands,
      DataType result) {
    this.name = name;
    this.body = body;
    this.arguments = new UserArguments(name, parameters, operands);
    this.result = new ResultBytes(name, result);
  }

  public void set(int index, boolean value) {
    arguments.set(index, value);
  }

  public void set(int index, double value) {
    arguments.set(index, value);
  }

  /** Sets an integer, a decimal of up to 18 digits, or a date or time. */
  public void set(int index, long value) {
    arguments.set(index, value);
  }

  /** Sets a decimal of more than 18 digits. */
  public void set(int index, long high, long low) {
    arguments.set(index, high, low);
  }

  /** Sets a text or bytes, which are copied. */
  public void set(int index, long address, int length) {
    arguments.set(index, address, length);
  }

  /** Calls the function with the arguments that were set; its result is put into {@code target}. */
  public static void call(UserCall place, Slice target) {
    place.result.put(place.call(), target);
  }

  private Object call() {
    try {
      return body.call(arguments.values());
    } catch (Error | QueryException e) {
      throw e;
    } catch (Throwable e) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Java function failed: function=" + name + ", cause=" + e, e);
    }
  }
}
