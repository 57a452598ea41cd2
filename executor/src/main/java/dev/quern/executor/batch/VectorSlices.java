package dev.quern.executor.batch;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.TransferPair;

/** Rows of a vector as a vector of its own that shares the memory. */
public final class VectorSlices {
  private VectorSlices() {}

  /**
   * Returns values {@code [from, from + count)} of a vector; both must be closed, in any order, and
   * so may the allocators of both.
   *
   * @param field name and type of the new vector
   */
  public static FieldVector slice(
      FieldVector source, Field field, int from, int count, BufferAllocator allocator) {
    TransferPair pair = source.getTransferPair(field, allocator);
    pair.splitAndTransfer(from, count);
    FieldVector slice = (FieldVector) pair.getTo();
    try {
      own(slice, allocator);
      return slice;
    } catch (RuntimeException | Error e) {
      slice.close();
      throw e;
    }
  }

  /**
   * Makes {@code allocator} hold all buffers. Arrow leaves bits and the validity of nested values
   * with the allocator of the source, which then cannot be closed before the slice.
   */
  private static void own(FieldVector slice, BufferAllocator allocator) {
    boolean isOwned =
        (slice instanceof BaseFixedWidthVector && !(slice instanceof BitVector))
            || slice instanceof BaseVariableWidthVector;
    if (isOwned) {
      return;
    }
    List<ArrowBuf> buffers = slice.getFieldBuffers();
    boolean isForeign =
        buffers.stream()
            .anyMatch(
                buffer ->
                    buffer.capacity() > 0
                        && buffer.getReferenceManager().getAllocator() != allocator);
    if (isForeign) {
      buffers.forEach(buffer -> buffer.getReferenceManager().retain());
      try {
        ArrowFieldNode node = new ArrowFieldNode(slice.getValueCount(), slice.getNullCount());
        slice.loadFieldBuffers(node, buffers);
      } finally {
        buffers.forEach(buffer -> buffer.getReferenceManager().release());
      }
    }
    for (FieldVector child : slice.getChildrenFromFields()) {
      own(child, allocator);
    }
  }
}
