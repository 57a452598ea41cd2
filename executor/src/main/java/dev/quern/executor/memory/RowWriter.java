package dev.quern.executor.memory;

import dev.quern.plan.errors.Checks;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * Writes values of vectors into rows, one column after the other. Call {@link #bind} with the
 * vectors of a batch, then {@link #rowBytes} to learn how much room a row needs and {@link #write}
 * any number of times. Headers of rows are left alone. Not thread-safe.
 */
public final class RowWriter {
  private final RowLayout layout;
  private List<ColumnAddresses> columns = List.of();
  private final List<byte[][]> nestedValues = new ArrayList<>();
  private int[] rowBytes = new int[0];
  private int[] filled = new int[0];

  public RowWriter(RowLayout layout) {
    this.layout = layout;
  }

  public RowLayout layout() {
    return layout;
  }

  /**
   * Chooses the input; the vectors must stay as they are until the next call.
   *
   * @param vectors one for each column of the layout, each with {@code rowCount} values
   */
  public void bind(List<? extends FieldVector> vectors, int rowCount) {
    Checks.check(
        vectors.size() == layout.columnCount(),
        "%s vectors for %s columns",
        vectors.size(),
        layout.columnCount());
    columns = new ArrayList<>(vectors.size());
    for (int column = 0; column < vectors.size(); column++) {
      columns.add(ColumnAddresses.of(vectors.get(column), layout.type(column)));
    }
    if (layout.isVariable()) {
      computeRowBytes(rowCount);
    }
  }

  /** Returns where the bound vectors lie. */
  public List<ColumnAddresses> columns() {
    return columns;
  }

  /** Returns the length of the row made of input row {@code row}; a multiple of 8. */
  public int rowBytes(int row) {
    return layout.isVariable() ? rowBytes[row] : layout.fixedBytes();
  }

  /**
   * Writes input row {@code rows[from + i]} to {@code addresses[from + i]}, for i from 0 to {@code
   * count - 1}.
   */
  public void write(int[] rows, long[] addresses, int from, int count) {
    int to = from + count;
    for (int i = from; i < to; i++) {
      layout.clearNulls(addresses[i]);
    }
    if (layout.isVariable()) {
      filled = new int[Math.max(filled.length, to)];
      for (int i = from; i < to; i++) {
        layout.setRowBytes(addresses[i], rowBytes[rows[i]]);
        filled[i] = layout.fixedBytes();
      }
    }
    int nested = 0;
    for (int column = 0; column < columns.size(); column++) {
      ColumnAddresses source = columns.get(column);
      if (source.type() == PhysicalType.BYTES) {
        writeBytes(source, column, rows, addresses, from, to);
      } else if (source.type() == PhysicalType.NESTED) {
        writeNested(nestedValues.get(nested++), column, rows, addresses, from, to);
      } else {
        writeFixed(source, layout.offset(column), rows, addresses, from, to);
        writeNulls(source, column, rows, addresses, from, to);
      }
    }
  }

  private static void writeFixed(
      ColumnAddresses source, int offset, int[] rows, long[] addresses, int from, int to) {
    long data = source.data();
    switch (source.type()) {
      case BOOLEAN:
        for (int i = from; i < to; i++) {
          byte value = ColumnAddresses.isSet(data, rows[i]) ? (byte) 1 : 0;
          Memory.putByte(addresses[i] + offset, value);
        }
        return;
      case BYTE:
        for (int i = from; i < to; i++) {
          Memory.putByte(addresses[i] + offset, Memory.getByte(data + rows[i]));
        }
        return;
      case SHORT:
        for (int i = from; i < to; i++) {
          Memory.putShort(addresses[i] + offset, Memory.getShort(data + 2L * rows[i]));
        }
        return;
      case INT:
      case FLOAT:
        for (int i = from; i < to; i++) {
          Memory.putInt(addresses[i] + offset, Memory.getInt(data + 4L * rows[i]));
        }
        return;
      case LONG:
      case DOUBLE:
        for (int i = from; i < to; i++) {
          Memory.putLong(addresses[i] + offset, Memory.getLong(data + 8L * rows[i]));
        }
        return;
      case WIDE:
        for (int i = from; i < to; i++) {
          long target = addresses[i] + offset;
          Memory.putLong(target, Memory.getLong(data + 16L * rows[i]));
          Memory.putLong(target + 8, Memory.getLong(data + 16L * rows[i] + 8));
        }
        return;
      case BYTES:
      case NESTED:
        throw new IllegalStateException("not of fixed width: " + source.type());
    }
  }

  private void writeNulls(
      ColumnAddresses source, int column, int[] rows, long[] addresses, int from, int to) {
    if (!source.hasNulls()) {
      return;
    }
    for (int i = from; i < to; i++) {
      if (!ColumnAddresses.isSet(source.validity(), rows[i])) {
        setNull(addresses[i], column);
      }
    }
  }

  /** Marks the value null and clears its slot, so that equal rows have equal bytes. */
  private void setNull(long address, int column) {
    layout.setNull(address, column);
    long slot = address + layout.offset(column);
    switch (layout.type(column).slotBytes()) {
      case 1:
        Memory.putByte(slot, (byte) 0);
        return;
      case 2:
        Memory.putShort(slot, (short) 0);
        return;
      case 4:
        Memory.putInt(slot, 0);
        return;
      case 8:
        Memory.putLong(slot, 0);
        return;
      default:
        Memory.putLong(slot, 0);
        Memory.putLong(slot + 8, 0);
    }
  }

  private void writeBytes(
      ColumnAddresses source, int column, int[] rows, long[] addresses, int from, int to) {
    int slot = layout.offset(column);
    for (int i = from; i < to; i++) {
      int row = rows[i];
      if (source.isNull(row)) {
        setNull(addresses[i], column);
        continue;
      }
      int start = Memory.getInt(source.offsets() + 4L * row);
      int length = Memory.getInt(source.offsets() + 4L * row + 4) - start;
      Memory.putInt(addresses[i] + slot, filled[i]);
      Memory.putInt(addresses[i] + slot + 4, length);
      ByteRanges.copy(source.data() + start, addresses[i] + filled[i], length);
      filled[i] += length;
    }
  }

  private void writeNested(
      byte[][] values, int column, int[] rows, long[] addresses, int from, int to) {
    int slot = layout.offset(column);
    for (int i = from; i < to; i++) {
      byte[] value = values[rows[i]];
      if (value.length == 0) {
        setNull(addresses[i], column);
        continue;
      }
      Memory.putInt(addresses[i] + slot, filled[i]);
      Memory.putInt(addresses[i] + slot + 4, value.length);
      Memory.copyFrom(value, 0, addresses[i] + filled[i], value.length);
      filled[i] += value.length;
    }
  }

  private void computeRowBytes(int rowCount) {
    rowBytes = new int[Math.max(rowBytes.length, rowCount)];
    nestedValues.clear();
    for (ColumnAddresses column : columns) {
      if (column.type() == PhysicalType.BYTES) {
        addLengths(column, rowCount);
      } else if (column.type() == PhysicalType.NESTED) {
        addNestedLengths(column, rowCount);
      }
    }
    for (int row = 0; row < rowCount; row++) {
      rowBytes[row] = RowLayout.alignUp(Math.addExact(rowBytes[row], layout.fixedBytes()));
    }
  }

  private void addLengths(ColumnAddresses column, int rowCount) {
    for (int row = 0; row < rowCount; row++) {
      if (!column.isNull(row)) {
        long offset = column.offsets() + 4L * row;
        add(row, Memory.getInt(offset + 4) - Memory.getInt(offset));
      }
    }
  }

  private void addNestedLengths(ColumnAddresses column, int rowCount) {
    byte[][] values = new byte[rowCount][];
    for (int row = 0; row < rowCount; row++) {
      values[row] = column.isNull(row) ? new byte[0] : NestedValues.encode(column.vector(), row);
      add(row, values[row].length);
    }
    nestedValues.add(values);
  }

  private void add(int row, int bytes) {
    long sum = (long) rowBytes[row] + bytes;
    if (sum > Integer.MAX_VALUE - layout.fixedBytes() - 8) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED, "A row is too long to be held in memory: bytes=" + sum);
    }
    rowBytes[row] = (int) sum;
  }
}
