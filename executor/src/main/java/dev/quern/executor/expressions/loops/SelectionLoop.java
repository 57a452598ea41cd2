package dev.quern.executor.expressions.loops;

/** A loop that finds the rows for which a condition is true. Not thread-safe. */
public abstract class SelectionLoop {
  /** Writes the indexes of the rows to {@code selected} and returns how many there are. */
  public abstract int select(ColumnAddresses columns, int rowCount, int[] selected);
}
