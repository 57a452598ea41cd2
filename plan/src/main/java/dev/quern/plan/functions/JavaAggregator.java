package dev.quern.plan.functions;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate function written in Java. One object serves all threads at a time and keeps nothing
 * itself: all it knows of a group is the state that it is handed, which only one thread uses at a
 * time.
 *
 * <p>Between batches of rows a state exists as the bytes of {@link #write} alone. So it counts in
 * the memory budget, goes to disk and to other tasks and processes as the groups do; {@link #read}
 * of these bytes must give a state that behaves in the same way. A group's rows may be split over
 * several states, which {@link #merge} puts together in any order.
 *
 * <p>Rows with a NULL argument are left out. An exception ends the query with INVALID_ARGUMENT.
 *
 * <pre>{@code
 * public final class GeometricMean implements JavaAggregator<GeometricMean.State> {
 *   public record State(double logarithms, long count) {}
 *
 *   public State create() {
 *     return new State(0, 0);
 *   }
 *
 *   public State accumulate(State state, Object[] arguments) {
 *     return new State(state.logarithms() + Math.log((Double) arguments[0]), state.count() + 1);
 *   }
 *
 *   public State merge(State state, State other) {
 *     return new State(state.logarithms() + other.logarithms(), state.count() + other.count());
 *   }
 *
 *   public Object finish(State state) {
 *     return state.count() == 0 ? null : Math.exp(state.logarithms() / state.count());
 *   }
 *
 *   public void write(State state, DataOutput out) throws IOException {
 *     out.writeDouble(state.logarithms());
 *     out.writeLong(state.count());
 *   }
 *
 *   public State read(DataInput in) throws IOException {
 *     return new State(in.readDouble(), in.readLong());
 *   }
 * }
 * }</pre>
 *
 * @param <S> the state of a group, mutable or not; never null
 */
public interface JavaAggregator<S> {
  /** Returns the state of no rows. */
  S create();

  /**
   * Returns the state with one more row: {@code state} itself, changed, or another object.
   *
   * @param arguments one for each parameter, of its (boxed) class, none null; may be kept
   */
  S accumulate(S state, Object[] arguments);

  /** Returns the state of the rows of both; either may be changed and returned. */
  S merge(S state, S other);

  /**
   * Returns the result, of the class that was registered; null for NULL. Leaves the state as it is:
   * a window function asks after each row. A group without rows has the state of {@link #create}.
   */
  @Nullable Object finish(S state);

  /** Writes all that {@link #read} needs. */
  void write(S state, DataOutput out) throws IOException;

  /** Reads what {@link #write} has written, and nothing behind it. */
  S read(DataInput in) throws IOException;
}
