package dev.quern.executor.expressions.functions.user;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.JavaAggregator;
import dev.quern.plan.types.DataType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place where an aggregate is computed: turns rows of columns into its arguments, states into
 * bytes and back, and checks what it returns. Not thread-safe.
 */
public final class UserAggregateCall {
  private final String name;
  private final JavaAggregator<Object> body;
  private final UserArguments arguments;
  private final ValueClass resultClass;
  private final ResultBytes result;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  UserAggregateCall(
      String name,
      JavaAggregator<Object> body,
      List<ValueClass> parameters,
      List<DataType> operands,
      ValueClass resultClass,
      DataType type) {
    this.name = name;
    this.body = body;
    this.arguments = new UserArguments(name, parameters, operands);
    this.resultClass = resultClass;
    this.result = new ResultBytes(name, type);
  }

  /** Returns the state of no rows. */
  public Object create() {
    return state(body::create);
  }

  /** Returns whether a row counts: none of its arguments is null. */
  public static boolean counts(List<ColumnAddresses> columns, int row) {
    for (ColumnAddresses column : columns) {
      if (column.isNull(row)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the state with one more row, which {@link #counts}. */
  public Object accumulate(Object state, List<ColumnAddresses> columns, int row) {
    for (int i = 0; i < columns.size(); i++) {
      arguments.set(i, columns.get(i), row);
    }
    return state(() -> body.accumulate(state, arguments.values()));
  }

  /** Returns the state of the rows of both. */
  public Object merge(Object state, Object other) {
    return state(() -> body.merge(state, other));
  }

  /** Returns the bytes of a state. */
  public byte[] write(Object state) {
    written.reset();
    try (DataOutputStream out = new DataOutputStream(written)) {
      body.write(state, out);
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
    return written.toByteArray();
  }

  /** Returns the state of bytes that {@link #write} gave. */
  public Object read(long address, int length) {
    byte[] bytes = new byte[length];
    Memory.copyTo(address, bytes, 0, length);
    ByteArrayInputStream source = new ByteArrayInputStream(bytes);
    return state(
        () -> {
          try (DataInputStream in = new DataInputStream(source)) {
            return body.read(in);
          }
        });
  }

  /**
   * Returns the result of a state, null for NULL: a Long (integers, unscaled short decimals, dates,
   * times, truth values as 0 and 1), a Double, a {@code BigInteger} (unscaled long decimals) or
   * bytes.
   */
  public @Nullable Object finish(Object state) {
    Object value;
    try {
      value = body.finish(state);
    } catch (RuntimeException e) {
      throw failure(e);
    }
    if (value != null && !resultClass.boxed().isInstance(value)) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Java aggregate returned an object of another class: function="
              + name
              + ", class="
              + value.getClass().getName()
              + ", expected="
              + resultClass.boxed().getName());
    }
    return value == null ? null : result.plain(value);
  }

  /** A step of the aggregate that gives a state. */
  private interface Step {
    @Nullable Object run() throws IOException;
  }

  private Object state(Step step) {
    Object state;
    try {
      state = step.run();
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
    if (state == null) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Java aggregate returned no state: function=" + name);
    }
    return state;
  }

  private QueryException failure(Exception cause) {
    return cause instanceof QueryException known
        ? known
        : new QueryException(
            ErrorCode.INVALID_ARGUMENT,
            "Java aggregate failed: function=" + name + ", cause=" + cause,
            cause);
  }
}
