package dev.quern.executor.memory;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Gathers rows at given addresses into vectors, one column after the other. Address 0 stands for a
 * row of nulls. Immutable; any number of threads may use it.
 */
public final class RowReader {
  private final RowLayout layout;

  public RowReader(RowLayout layout) {
    this.layout = layout;
  }

  /**
   * Returns all columns of {@code count} rows as a batch that the caller owns.
   *
   * @param addresses of the rows, from index {@code from}
   */
  public Batch read(long[] addresses, int from, int count, BufferAllocator allocator) {
    return read(layout.schema(), addresses, from, count, allocator);
  }

  /** As {@link #read}, under another schema of the same types. */
  public Batch read(
      Schema schema, long[] addresses, int from, int count, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try {
      BitSet nulls = columnsWithNulls(addresses, from, count);
      for (int column = 0; column < schema.size(); column++) {
        vectors.add(
            readColumn(column, schema.field(column), nulls, addresses, from, count, allocator));
      }
      return new Batch(schema, vectors, count);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  /**
   * Returns the columns that have a null among {@code count} rows: one look at the null bits of
   * each row instead of one for each column.
   */
  public BitSet columnsWithNulls(long[] addresses, int from, int count) {
    byte[] nulls = new byte[layout.nullBytes()];
    boolean missing = false;
    for (int i = from; i < from + count && !missing; i++) {
      if (addresses[i] == 0) {
        missing = true;
      } else {
        layout.addNulls(addresses[i], nulls);
      }
    }
    if (!missing) {
      return BitSet.valueOf(nulls);
    }
    BitSet all = new BitSet();
    all.set(0, layout.columnCount());
    return all;
  }

  /**
   * Returns one column of {@code count} rows as a vector that the caller owns.
   *
   * @param field its name and type
   * @param nulls the columns with nulls, of {@link #columnsWithNulls} for the same rows
   */
  public FieldVector readColumn(
      int column,
      Field field,
      BitSet nulls,
      long[] addresses,
      int from,
      int count,
      BufferAllocator allocator) {
    FieldVector vector = ArrowTypes.createVector(field, allocator);
    boolean anyNull = nulls.get(column);
    try {
      if (layout.type(column) == PhysicalType.BYTES) {
        readBytes(column, anyNull, addresses, from, count, (BaseVariableWidthVector) vector);
      } else if (layout.type(column) == PhysicalType.NESTED) {
        readNested(column, addresses, from, count, vector);
      } else {
        readFixed(column, anyNull, addresses, from, count, (BaseFixedWidthVector) vector);
      }
      return vector;
    } catch (RuntimeException | Error e) {
      vector.close();
      throw e;
    }
  }

  private void readFixed(
      int column,
      boolean anyNull,
      long[] addresses,
      int from,
      int count,
      BaseFixedWidthVector vector) {
    vector.allocateNew(count);
    long data = vector.getDataBuffer().memoryAddress();
    readValidity(column, anyNull, addresses, from, count, vector);
    boolean missing = anyNull && hasMissing(addresses, from, count);
    if (missing) {
      copyPresent(column, addresses, from, count, data);
    } else {
      copyAll(column, addresses, from, count, data);
    }
    vector.setValueCount(count);
  }

  private void copyAll(int column, long[] addresses, int from, int count, long data) {
    int offset = layout.offset(column);
    switch (layout.type(column)) {
      case BOOLEAN:
        Memory.fill(data, (count + 7) / 8, (byte) 0);
        for (int i = 0; i < count; i++) {
          if (Memory.getByte(addresses[from + i] + offset) != 0) {
            ColumnAddresses.setBit(data, i);
          }
        }
        return;
      case BYTE:
        for (int i = 0; i < count; i++) {
          Memory.putByte(data + i, Memory.getByte(addresses[from + i] + offset));
        }
        return;
      case SHORT:
        for (int i = 0; i < count; i++) {
          Memory.putShort(data + 2L * i, Memory.getShort(addresses[from + i] + offset));
        }
        return;
      case INT:
      case FLOAT:
        for (int i = 0; i < count; i++) {
          Memory.putInt(data + 4L * i, Memory.getInt(addresses[from + i] + offset));
        }
        return;
      case LONG:
      case DOUBLE:
        for (int i = 0; i < count; i++) {
          Memory.putLong(data + 8L * i, Memory.getLong(addresses[from + i] + offset));
        }
        return;
      case WIDE:
        for (int i = 0; i < count; i++) {
          long source = addresses[from + i] + offset;
          Memory.putLong(data + 16L * i, Memory.getLong(source));
          Memory.putLong(data + 16L * i + 8, Memory.getLong(source + 8));
        }
        return;
      case BYTES:
      case NESTED:
        throw new IllegalStateException("not of fixed width: " + layout.type(column));
    }
  }

  /** Copies values one by one, leaving those of missing rows zero. */
  private void copyPresent(int column, long[] addresses, int from, int count, long data) {
    PhysicalType type = layout.type(column);
    int offset = layout.offset(column);
    int width = type.slotBytes();
    Memory.fill(
        data, type == PhysicalType.BOOLEAN ? (count + 7) / 8 : (long) width * count, (byte) 0);
    for (int i = 0; i < count; i++) {
      long address = addresses[from + i];
      if (address == 0) {
        continue;
      }
      if (type != PhysicalType.BOOLEAN) {
        ByteRanges.copy(address + offset, data + (long) width * i, width);
      } else if (Memory.getByte(address + offset) != 0) {
        ColumnAddresses.setBit(data, i);
      }
    }
  }

  private void readValidity(
      int column, boolean anyNull, long[] addresses, int from, int count, FieldVector vector) {
    long validity = vector.getValidityBuffer().memoryAddress();
    if (!anyNull) {
      Memory.fill(validity, count >>> 3, (byte) 0xff);
      if ((count & 7) != 0) {
        Memory.putByte(validity + (count >>> 3), (byte) ((1 << (count & 7)) - 1));
      }
      return;
    }
    int bits = 0;
    for (int i = 0; i < count; i++) {
      long address = addresses[from + i];
      if (address != 0 && !layout.isNull(address, column)) {
        bits |= 1 << (i & 7);
      }
      if ((i & 7) == 7) {
        Memory.putByte(validity + (i >>> 3), (byte) bits);
        bits = 0;
      }
    }
    if ((count & 7) != 0) {
      Memory.putByte(validity + (count >>> 3), (byte) bits);
    }
  }

  private static boolean hasMissing(long[] addresses, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (addresses[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private void readBytes(
      int column,
      boolean anyNull,
      long[] addresses,
      int from,
      int count,
      BaseVariableWidthVector vector) {
    long bytes = totalLength(column, addresses, from, count);
    vector.allocateNew(bytes, count);
    readValidity(column, anyNull, addresses, from, count, vector);
    long offsets = vector.getOffsetBuffer().memoryAddress();
    long data = vector.getDataBuffer().memoryAddress();
    int position = 0;
    for (int i = 0; i < count; i++) {
      Memory.putInt(offsets + 4L * i, position);
      long address = addresses[from + i];
      if (address != 0) {
        int length = layout.valueLength(address, column);
        ByteRanges.copy(layout.valueAddress(address, column), data + position, length);
        position += length;
      }
    }
    Memory.putInt(offsets + 4L * count, position);
    vector.setLastSet(count - 1);
    vector.setValueCount(count);
  }

  private long totalLength(int column, long[] addresses, int from, int count) {
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      bytes += addresses[i] == 0 ? 0 : layout.valueLength(addresses[i], column);
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "The values of one column in one batch take more than 2 GB; lower the batch size: column="
              + layout.schema().field(column).name());
    }
    return bytes;
  }

  private void readNested(int column, long[] addresses, int from, int count, FieldVector vector) {
    vector.allocateNew();
    for (int i = 0; i < count; i++) {
      long address = addresses[from + i];
      if (address == 0 || layout.isNull(address, column)) {
        NestedValues.writeNull(vector, i);
      } else {
        NestedValues.decode(layout.valueAddress(address, column), vector, i);
      }
    }
    vector.setValueCount(count);
  }
}
