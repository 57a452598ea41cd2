package dev.quern.executor.expressions.loops;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.DataType;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** Where the buffers of some columns of one batch lie; valid as long as the batch is open. */
public final class ColumnAddresses {
  private final int[] columns;
  private final long[] data;
  private final long[] validity;
  private final long[] offsets;

  /** For the columns of these indexes, in slots from 0. */
  public ColumnAddresses(List<Integer> columns) {
    this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
    data = new long[this.columns.length];
    validity = new long[this.columns.length];
    offsets = new long[this.columns.length];
  }

  /** Takes the addresses of {@code batch}; returns whether any of the columns has a null. */
  public boolean bind(Batch batch) {
    boolean hasNulls = false;
    for (int slot = 0; slot < columns.length; slot++) {
      FieldVector vector = batch.vector(columns[slot]);
      DataType type = batch.schema().type(columns[slot]);
      validity[slot] = vector.getValidityBufferAddress();
      if (!type.isNested()) {
        data[slot] = vector.getDataBufferAddress();
      }
      if (type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType) {
        offsets[slot] = vector.getOffsetBufferAddress();
      }
      hasNulls |= vector.getNullCount() != 0;
    }
    return hasNulls;
  }

  /** Returns where the values begin. */
  public long data(int slot) {
    return data[slot];
  }

  /** Returns where the validity bits begin (bit set = value present). */
  public long validity(int slot) {
    return validity[slot];
  }

  /** Returns where the 32-bit offsets begin. */
  public long offsets(int slot) {
    return offsets[slot];
  }
}
