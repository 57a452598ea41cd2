package dev.quern.executor.exchange;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.util.ArrayList;
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
 */
final class BlockCodec {
  private static final int PREFIX_BYTES = 8;
  private static final int VECTOR_BYTES = 12;
  private static final int LENGTH_BYTES = 4;

  private BlockCodec() {}

  /** Takes the bytes of a block, one after the other. */
  interface Sink {
    void putInt(int value) throws IOException;

    /** Takes {@code count} bytes from an address on. */
    void put(long address, long count) throws IOException;

    /** Takes {@code count} zeros, less than 8. */
    void pad(int count) throws IOException;
  }

  /** Encodes a batch, which stays open. */
  static void encode(Batch batch, Sink sink) throws IOException {
    List<FieldVector> vectors = new ArrayList<>();
    for (FieldVector vector : batch.vectors()) {
      flatten(vector, vectors);
    }
    int headerLength = PREFIX_BYTES;
    for (FieldVector vector : vectors) {
      headerLength += VECTOR_BYTES + LENGTH_BYTES * vector.getFieldBuffers().size();
    }
    sink.putInt(batch.rowCount());
    sink.putInt(padded(headerLength));
    List<ArrowBuf> buffers = new ArrayList<>();
    for (FieldVector vector : vectors) {
      encodeHeader(vector, buffers, sink);
    }
    sink.pad(padded(headerLength) - headerLength);
    for (ArrowBuf buffer : buffers) {
      int size = Math.toIntExact(buffer.readableBytes());
      sink.put(buffer.memoryAddress() + buffer.readerIndex(), size);
      sink.pad(padded(size) - size);
    }
  }

  private static void flatten(FieldVector vector, List<FieldVector> vectors) {
    vectors.add(vector);
    for (FieldVector child : vector.getChildrenFromFields()) {
      flatten(child, vectors);
    }
  }

  private static void encodeHeader(FieldVector vector, List<ArrowBuf> buffers, Sink sink)
      throws IOException {
    List<ArrowBuf> own = vector.getFieldBuffers();
    sink.putInt(vector.getValueCount());
    sink.putInt(vector.getNullCount());
    sink.putInt(own.size());
    for (ArrowBuf buffer : own) {
      sink.putInt(Math.toIntExact(buffer.readableBytes()));
    }
    buffers.addAll(own);
  }

  /**
   * Returns the batch in {@code block}, whose memory it shares. The caller, who still owns the
   * block, has checked that the bytes are those that were written.
   */
  static Batch decode(ArrowBuf block, Schema schema, BufferAllocator allocator) {
    Cursor cursor = new Cursor(block);
    int rowCount = cursor.nextInt();
    cursor.bodyOffset = cursor.nextInt();
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try {
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
    private final ArrowBuf block;
    private long headerOffset;
    private long bodyOffset;

    Cursor(ArrowBuf block) {
      this.block = block;
    }

    int nextInt() {
      int value = Memory.getInt(block.memoryAddress() + headerOffset);
      headerOffset += Integer.BYTES;
      return value;
    }

    void load(FieldVector vector) {
      ArrowFieldNode node = new ArrowFieldNode(nextInt(), nextInt());
      int bufferCount = nextInt();
      List<ArrowBuf> buffers = new ArrayList<>(bufferCount);
      for (int i = 0; i < bufferCount; i++) {
        int size = nextInt();
        buffers.add(block.slice(bodyOffset, size));
        bodyOffset += padded(size);
      }
      vector.loadFieldBuffers(node, buffers);
      for (FieldVector child : vector.getChildrenFromFields()) {
        load(child);
      }
    }
  }
}
