package dev.quern.executor.operators.window;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * A copy of one value, null or not, of a column, so that the row that it comes from need not be
 * kept. Holds nothing at first. Not thread-safe.
 */
final class KeptValue implements AutoCloseable {
  private final Field field;
  private final FieldVector vector;
  private ColumnAddresses addresses;
  private boolean isPresent;

  /**
   * @param field of the column
   * @param allocator charged with the copy
   */
  KeptValue(Field field, BufferAllocator allocator) {
    this.field = field;
    this.vector = ArrowTypes.createVector(field, allocator);
    this.addresses = ColumnAddresses.of(vector, field.type());
  }

  /** Replaces what is held by the value of a row of a vector of the column. */
  void set(FieldVector source, int index) {
    vector.reset();
    NestedCopies.copy(source, index, vector, 0);
    vector.setValueCount(1);
    addresses = ColumnAddresses.of(vector, field.type());
    isPresent = true;
  }

  void clear() {
    isPresent = false;
  }

  /** Returns whether a value is held, which may be null. */
  boolean isPresent() {
    return isPresent;
  }

  /** Returns where the value lies, in row 0; it must be present. */
  ColumnAddresses addresses() {
    return addresses;
  }

  /** Writes the value, which must be present, as the result of a row. */
  void writeTo(long row, ResultColumn output) {
    output.copy(row, vector, 0);
  }

  @Override
  public void close() {
    vector.close();
  }
}
