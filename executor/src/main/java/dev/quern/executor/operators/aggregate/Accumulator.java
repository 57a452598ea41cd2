package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * Keeps the state of one aggregate in the rows of the groups, at an offset that is fixed when it is
 * made. A state of zero bytes is that of no rows. Not thread-safe.
 */
interface Accumulator {
  /** Returns the bytes that the state takes; a multiple of 8. */
  int stateBytes();

  /**
   * Returns the columns in which states are handed over; their types are those of the plan's {@code
   * AggregateCall.stateFields} where the plan names them.
   */
  List<Field> stateFields();

  /**
   * Adds raw rows to their groups.
   *
   * @param arguments the argument columns
   * @param rows indexes of the rows to add
   * @param groups for each row of the batch (not: for each entry of {@code rows}) the address of
   *     its group
   */
  void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups);

  /** Merges states, given as columns, into those of the groups; parameters as {@link #add}. */
  void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups);

  /** Returns the states of {@code count} groups as columns like {@link #stateFields}. */
  List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator);

  /** Returns the results of {@code count} groups. */
  FieldVector results(long[] groups, int from, int count, BufferAllocator allocator);

  /** Returns whether states are partly kept in a {@link ByteHeap}. */
  default boolean usesHeap() {
    return false;
  }

  /** Returns how many rows, at least one, it wants to take in at a time. */
  default int mostRows() {
    return Integer.MAX_VALUE;
  }

  /**
   * Returns the most bytes that {@link #add} with these parameters takes from the heap, each piece
   * rounded up to a multiple of 8.
   */
  default long heapBytesToAdd(
      List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    return 0;
  }

  /** As {@link #heapBytesToAdd}, of {@link #merge}. */
  default long heapBytesToMerge(
      List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    return 0;
  }

  /** Returns about how many bytes of the heap the group's state or result is made of. */
  default long heapBytes(long group) {
    return 0;
  }
}
