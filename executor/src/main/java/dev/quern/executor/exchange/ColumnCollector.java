package dev.quern.executor.exchange;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/** Gathers values of one column, picked from many vectors, in one vector. */
final class ColumnCollector implements AutoCloseable {
  private static final int LEAST_ROWS = 64;
  private static final int BYTES_PER_TEXT = 16;

  private final PhysicalType type;
  private final FieldVector vector;
  private final int expectedRows;
  private int rowCount;

  /** Rows before it have their validity bits; of those behind it none is null. */
  private int markedRows;

  private long textBytes;

  /**
   * @param expectedRows how many there will probably be; room for so many is made at first
   */
  ColumnCollector(Field field, int expectedRows, BufferAllocator allocator) {
    this.expectedRows = Math.max(LEAST_ROWS, expectedRows);
    this.type = PhysicalType.of(field.type());
    this.vector = ArrowTypes.createVector(field, allocator);
  }

  /** Appends the values at {@code rows[from]} to {@code rows[to - 1]}, at least one. */
  void append(ColumnAddresses source, int[] rows, int from, int to) {
    if (type == PhysicalType.NESTED) {
      appendNested(source, rows, from, to);
      return;
    }
    reserve(to - from);
    appendValidity(source, rows, from, to);
    long target = vector.getDataBuffer().memoryAddress();
    switch (type) {
      case BOOLEAN:
        appendBits(source.data(), rows, from, to, target);
        break;
      case BYTE:
        for (int i = from; i < to; i++) {
          Memory.putByte(target + rowCount + (i - from), Memory.getByte(source.data() + rows[i]));
        }
        break;
      case SHORT:
        append2(source.data(), rows, from, to, target + 2L * rowCount);
        break;
      case INT:
      case FLOAT:
        append4(source.data(), rows, from, to, target + 4L * rowCount);
        break;
      case LONG:
      case DOUBLE:
        append8(source.data(), rows, from, to, target + 8L * rowCount);
        break;
      case WIDE:
        append16(source.data(), rows, from, to, target + 16L * rowCount);
        break;
      case BYTES:
        appendTexts(source, rows, from, to);
        break;
      case NESTED:
        throw new IllegalStateException("nested values have no flat layout");
    }
    rowCount += to - from;
  }

  /** Hands over the vector with all values appended so far; nothing may be appended after it. */
  FieldVector finish() {
    if (type != PhysicalType.NESTED) {
      markPresent();
    }
    if (vector instanceof BaseVariableWidthVector texts) {
      texts.setLastSet(rowCount - 1);
    }
    vector.setValueCount(rowCount);
    return vector;
  }

  @Override
  public void close() {
    vector.close();
  }

  private void reserve(int more) {
    int needed = rowCount + more;
    if (rowCount == 0) {
      int rows = Math.max(expectedRows, needed);
      if (vector instanceof BaseVariableWidthVector texts) {
        texts.allocateNew((long) rows * BYTES_PER_TEXT, rows);
      } else {
        ((BaseFixedWidthVector) vector).allocateNew(rows);
      }
    }
    while (vector.getValueCapacity() < needed) {
      if (vector instanceof BaseVariableWidthVector texts) {
        texts.reallocValidityAndOffsetBuffers();
      } else {
        vector.reAlloc();
      }
    }
  }

  private void appendValidity(ColumnAddresses source, int[] rows, int from, int to) {
    if (source.hasNulls()) {
      markPresent();
      appendBits(source.validity(), rows, from, to, vector.getValidityBuffer().memoryAddress());
      markedRows = rowCount + to - from;
    }
  }

  /** Sets the bits of all rows that have none yet. */
  private void markPresent() {
    if (markedRows < rowCount) {
      long bits = vector.getValidityBuffer().memoryAddress();
      setBits(bits, markedRows, rowCount - markedRows);
      markedRows = rowCount;
    }
  }

  private static void setBits(long bits, int first, int count) {
    int index = first;
    int end = first + count;
    while (index < end && (index & 7) != 0) {
      setBit(bits, index++);
    }
    int wholeBytes = (end - index) >>> 3;
    Memory.fill(bits + (index >>> 3), wholeBytes, (byte) 0xFF);
    index += wholeBytes << 3;
    while (index < end) {
      setBit(bits, index++);
    }
  }

  private static void setBit(long bits, int index) {
    long address = bits + (index >>> 3);
    Memory.putByte(address, (byte) (Memory.getByte(address) | 1 << (index & 7)));
  }

  /** Appends bits; those of the target must be 0. */
  private void appendBits(long source, int[] rows, int from, int to, long target) {
    int index = rowCount;
    for (int i = from; i < to; i++, index++) {
      if (ColumnAddresses.isSet(source, rows[i])) {
        setBit(target, index);
      }
    }
  }

  private static void append2(long source, int[] rows, int from, int to, long target) {
    long address = target;
    for (int i = from; i < to; i++, address += 2) {
      Memory.putShort(address, Memory.getShort(source + 2L * rows[i]));
    }
  }

  private static void append4(long source, int[] rows, int from, int to, long target) {
    long address = target;
    for (int i = from; i < to; i++, address += 4) {
      Memory.putInt(address, Memory.getInt(source + 4L * rows[i]));
    }
  }

  private static void append8(long source, int[] rows, int from, int to, long target) {
    long address = target;
    for (int i = from; i < to; i++, address += 8) {
      Memory.putLong(address, Memory.getLong(source + 8L * rows[i]));
    }
  }

  private static void append16(long source, int[] rows, int from, int to, long target) {
    long address = target;
    for (int i = from; i < to; i++, address += 16) {
      long value = source + 16L * rows[i];
      Memory.putLong(address, Memory.getLong(value));
      Memory.putLong(address + 8, Memory.getLong(value + 8));
    }
  }

  private void appendTexts(ColumnAddresses source, int[] rows, int from, int to) {
    BaseVariableWidthVector texts = (BaseVariableWidthVector) vector;
    long more = 0;
    for (int i = from; i < to; i++) {
      long offset = source.offsets() + 4L * rows[i];
      more += Memory.getInt(offset + 4) - Memory.getInt(offset);
    }
    if (texts.getDataBuffer().capacity() < textBytes + more) {
      texts.reallocDataBuffer(textBytes + more);
    }
    long target = texts.getDataBuffer().memoryAddress();
    long offsets = texts.getOffsetBuffer().memoryAddress() + 4L * rowCount;
    long end = textBytes;
    Memory.putInt(offsets, (int) end);
    for (int i = from; i < to; i++) {
      long offset = source.offsets() + 4L * rows[i];
      int start = Memory.getInt(offset);
      int length = Memory.getInt(offset + 4) - start;
      Memory.copy(source.data() + start, target + end, length);
      end += length;
      offsets += 4;
      Memory.putInt(offsets, (int) end);
    }
    textBytes = end;
  }

  private void appendNested(ColumnAddresses source, int[] rows, int from, int to) {
    if (rowCount == 0) {
      vector.allocateNew();
    }
    for (int i = from; i < to; i++) {
      NestedCopies.copy(source.vector(), rows[i], vector, rowCount++);
    }
  }
}
