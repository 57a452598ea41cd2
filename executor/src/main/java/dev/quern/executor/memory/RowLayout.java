package dev.quern.executor.memory;

import dev.quern.plan.types.Schema;

/**
 * Where the columns of a row lie in its bytes. A row is self-contained: it may be copied to another
 * address, or to disk, as a whole.
 *
 * <pre>
 * offset 0           header: headerBytes that belong to the operator (a hash, a link, states)
 * then               one slot for each column, widest first, zero if the value is null
 * then               null bits, one for each column; bit set = null
 * then               32-bit length of the row, only if a column is variable
 * then, 8-aligned    values of variable columns; their slot holds offset from the row's start, length
 * </pre>
 *
 * Rows begin at multiples of 8 and their length is a multiple of 8. Immutable.
 */
public final class RowLayout {
  private final Schema schema;
  private final PhysicalType[] types;
  private final int[] offsets;
  private final int nullOffset;
  private final int lengthOffset;
  private final int fixedBytes;
  private final boolean variable;

  /**
   * @param schema the columns of a row
   * @param headerBytes bytes before them; rounded up to a multiple of 8
   */
  public RowLayout(Schema schema, int headerBytes) {
    this.schema = schema;
    this.types = new PhysicalType[schema.size()];
    this.offsets = new int[schema.size()];
    boolean anyVariable = false;
    for (int column = 0; column < types.length; column++) {
      types[column] = PhysicalType.of(schema.type(column));
      anyVariable |= types[column].isVariable();
    }
    int position = alignUp(headerBytes);
    for (int width = 16; width > 0; width /= 2) {
      for (int column = 0; column < types.length; column++) {
        if (types[column].slotBytes() == width) {
          offsets[column] = position;
          position += width;
        }
      }
    }
    this.nullOffset = position;
    position += (types.length + 7) / 8;
    this.variable = anyVariable;
    this.lengthOffset = (position + 3) & ~3;
    this.fixedBytes = alignUp(anyVariable ? lengthOffset + Integer.BYTES : Math.max(position, 1));
  }

  public Schema schema() {
    return schema;
  }

  public int columnCount() {
    return types.length;
  }

  public PhysicalType type(int column) {
    return types[column];
  }

  /** Returns the offset of the column's slot from the row's start. */
  public int offset(int column) {
    return offsets[column];
  }

  /** Returns the length of a row whose variable values are empty. */
  public int fixedBytes() {
    return fixedBytes;
  }

  /** Returns whether rows differ in length. */
  public boolean isVariable() {
    return variable;
  }

  /** Returns the length of the row at {@code address}, in bytes. */
  public int rowBytes(long address) {
    return variable ? Memory.getInt(address + lengthOffset) : fixedBytes;
  }

  /**
   * Returns how many of the rows at {@code addresses}, at least one of {@code count}, take about as
   * many bytes as wanted.
   */
  public int rowsWithin(long[] addresses, int from, int count, long bytesWanted) {
    if (!variable) {
      return (int) Math.min(count, Math.max(1, bytesWanted / fixedBytes));
    }
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += rowBytes(addresses[from + i]);
      if (bytes > bytesWanted) {
        return Math.max(1, i);
      }
    }
    return count;
  }

  /** Returns whether the column of the row at {@code address} is null. */
  public boolean isNull(long address, int column) {
    return ((Memory.getByte(address + nullOffset + (column >>> 3)) >>> (column & 7)) & 1) != 0;
  }

  /** Returns the address of the bytes of a variable value. */
  public long valueAddress(long address, int column) {
    return address + Memory.getInt(address + offsets[column]);
  }

  /** Returns the number of bytes of a variable value. */
  public int valueLength(long address, int column) {
    return Memory.getInt(address + offsets[column] + 4);
  }

  void setNull(long address, int column) {
    long nulls = address + nullOffset + (column >>> 3);
    Memory.putByte(nulls, (byte) (Memory.getByte(nulls) | (1 << (column & 7))));
  }

  /** Returns the number of bytes with null bits. */
  int nullBytes() {
    return (types.length + 7) / 8;
  }

  /** Sets in {@code nulls}, a bit for each column, those whose value in a row is null. */
  void addNulls(long address, byte[] nulls) {
    for (int i = 0; i < nulls.length; i++) {
      nulls[i] |= Memory.getByte(address + nullOffset + i);
    }
  }

  void clearNulls(long address) {
    for (int i = 0; i < nullBytes(); i++) {
      Memory.putByte(address + nullOffset + i, (byte) 0);
    }
  }

  void setRowBytes(long address, int bytes) {
    if (variable) {
      Memory.putInt(address + lengthOffset, bytes);
    }
  }

  static int alignUp(int bytes) {
    return Math.addExact(bytes, 7) & ~7;
  }
}
