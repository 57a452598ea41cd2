package dev.quern.executor.operators.window;

/** An aggregate over a run of rows that grows at its end and shrinks at its start. */
interface SlidingAggregate extends AutoCloseable {
  /** Begins anew with no rows. */
  void clear();

  /** Adds the row behind the last one. */
  void add(long row);

  /** Takes out the first row. Called only if {@link #canRemove()}. */
  void remove(long row);

  /** Returns whether rows can be taken out; otherwise a moved start begins anew. */
  default boolean canRemove() {
    return true;
  }

  /** Returns whether rows that were added must be kept though they are not taken out. */
  default boolean looksBack() {
    return false;
  }

  /** Writes the result of the rows that are in, null if there is none. */
  void write(long row, ResultColumn output);

  @Override
  void close();
}
