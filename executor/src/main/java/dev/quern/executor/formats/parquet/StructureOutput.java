package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Validity, and for lists and maps the offsets, of one nested vector while it is being filled. */
final class StructureOutput implements AutoCloseable {
  private static final int LEAST_ROWS = 64;
  private static final int MOST_ROWS = 1 << 28;

  private final String name;
  private final boolean hasOffsets;
  private final BufferAllocator allocator;
  private ArrowBuf validity;
  private ArrowBuf offsets;
  private int capacity;
  private int rows;
  private int nullCount;

  /** Opens an empty output; the caller closes it. */
  StructureOutput(String name, boolean hasOffsets, BufferAllocator allocator) {
    this.name = name;
    this.hasOffsets = hasOffsets;
    this.allocator = allocator;
    this.validity = allocator.getEmpty();
    this.offsets = allocator.getEmpty();
    grow(LEAST_ROWS);
  }

  int rows() {
    return rows;
  }

  /**
   * Appends a value.
   *
   * @param firstElement of a list or map: the index of its first element
   */
  void add(boolean isPresent, int firstElement) {
    if (rows == capacity) {
      grow(2 * capacity);
    }
    if (isPresent) {
      long address = validity.memoryAddress() + (rows >>> 3);
      Memory.putByte(address, (byte) (Memory.getByte(address) | 1 << (rows & 7)));
    } else {
      nullCount++;
    }
    if (hasOffsets) {
      Memory.putInt(offsets.memoryAddress() + 4L * rows, firstElement);
    }
    rows++;
  }

  /** Gives what was filled to {@code vector}, whose children are not touched. */
  void moveTo(FieldVector vector, int elements) {
    validity.writerIndex((rows + 7) / 8);
    ArrowFieldNode node = new ArrowFieldNode(rows, nullCount);
    if (!hasOffsets) {
      vector.loadFieldBuffers(node, List.of(validity));
      return;
    }
    Memory.putInt(offsets.memoryAddress() + 4L * rows, elements);
    offsets.writerIndex(4L * (rows + 1));
    vector.loadFieldBuffers(node, List.of(validity, offsets));
  }

  private void grow(int newCapacity) {
    if (newCapacity > MOST_ROWS) {
      throw new QueryException(
          ErrorCode.OUT_OF_MEMORY,
          "Nested values of one batch are too many: column="
              + name
              + "; lower the setting batch_rows");
    }
    validity = larger(validity, (capacity + 7) / 8, newCapacity / 8);
    if (hasOffsets) {
      offsets = larger(offsets, 4L * capacity, 4L * (newCapacity + 1));
    }
    capacity = newCapacity;
  }

  private ArrowBuf larger(ArrowBuf old, long used, long bytes) {
    ArrowBuf copy = allocator.buffer(bytes);
    Memory.copy(old.memoryAddress(), copy.memoryAddress(), used);
    Memory.fill(copy.memoryAddress() + used, bytes - used, (byte) 0);
    old.close();
    return copy;
  }

  @Override
  public void close() {
    validity.close();
    offsets.close();
  }
}
