package dev.quern.executor.exchange;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * Turns a batch into bytes and back. Both sides know the schema. Integers are little-endian.
 *
 * <pre>
 * block   rowCount int32 | headerLength int32 | vector* | buffers, each padded to 8 bytes
 * vector  valueCount int32 | nullCount int32 | bufferCount int32 | length int32 *bufferCount | child vectors
 * </pre>
 *
 * Not thread-safe: keeps the bytes of the last block for the next one.
 */
final class BlockCodec {
  private static final int PREFIX_BYTES = 8;

  private byte[] bytes = new byte[1 << 16];
  private int length;

  /** Returns the bytes of the last block encoded; only the first {@link #length()} count. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Encodes a batch, which stays open. */
  void encode(Batch batch) {
    length = PREFIX_BYTES;
    List<ArrowBuf> buffers = new ArrayList<>();
    for (FieldVector vector : batch.vectors()) {
      encodeHeader(vector, buffers);
    }
    length = padded(length);
    int headerLength = length;
    for (ArrowBuf buffer : buffers) {
      int size = Math.toIntExact(buffer.readableBytes());
      int end = padded(Math.addExact(length, size));
      reserve(end);
      Memory.copyTo(buffer.memoryAddress() + buffer.readerIndex(), bytes, length, size);
      Arrays.fill(bytes, length + size, end, (byte) 0);
      length = end;
    }
    ByteBuffer prefix = view();
    prefix.putInt(0, batch.rowCount());
    prefix.putInt(4, headerLength);
  }

  private void encodeHeader(FieldVector vector, List<ArrowBuf> buffers) {
    List<ArrowBuf> own = vector.getFieldBuffers();
    putInt(vector.getValueCount());
    putInt(vector.getNullCount());
    putInt(own.size());
    for (ArrowBuf buffer : own) {
      putInt(Math.toIntExact(buffer.readableBytes()));
    }
    buffers.addAll(own);
    for (FieldVector child : vector.getChildrenFromFields()) {
      encodeHeader(child, buffers);
    }
  }

  private void putInt(int value) {
    reserve(length + 4);
    view().putInt(length, value);
    length += 4;
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void reserve(int needed) {
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, 1 << 30)));
    }
  }

  /**
   * Returns the batch in the first {@code blockLength} bytes of {@code block}. The caller has
   * checked that the bytes are those that were written.
   */
  static Batch decode(byte[] block, int blockLength, Schema schema, BufferAllocator allocator) {
    ByteBuffer header = ByteBuffer.wrap(block, 0, blockLength).order(ByteOrder.LITTLE_ENDIAN);
    int rowCount = header.getInt();
    int bodyOffset = header.getInt();
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try (ArrowBuf body = allocator.buffer(Math.max(1, blockLength - bodyOffset))) {
      Memory.copyFrom(block, bodyOffset, body.memoryAddress(), blockLength - bodyOffset);
      Cursor cursor = new Cursor(header, body);
      for (Field field : schema.fields()) {
        FieldVector vector = ArrowTypes.createVector(field, allocator);
        vectors.add(vector);
        cursor.load(vector);
      }
      return new Batch(schema, vectors, rowCount);
    } catch (RuntimeException e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  private static int padded(int size) {
    return Math.addExact(size, 7) & ~7;
  }

  /** Walks through the vectors of a block. */
  private static final class Cursor {
    private final ByteBuffer header;
    private final ArrowBuf body;
    private long offset;

    Cursor(ByteBuffer header, ArrowBuf body) {
      this.header = header;
      this.body = body;
    }

    void load(FieldVector vector) {
      ArrowFieldNode node = new ArrowFieldNode(header.getInt(), header.getInt());
      int bufferCount = header.getInt();
      List<ArrowBuf> buffers = new ArrayList<>(bufferCount);
      for (int i = 0; i < bufferCount; i++) {
        int size = header.getInt();
        buffers.add(body.slice(offset, size));
        offset += padded(size);
      }
      vector.loadFieldBuffers(node, buffers);
      for (FieldVector child : vector.getChildrenFromFields()) {
        load(child);
      }
    }
  }
}
