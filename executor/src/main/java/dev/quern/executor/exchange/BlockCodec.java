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
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * Turns a batch into bytes and back. Both sides know the schema. Integers are little-endian. Values
 * of four and eight bytes that lie near each other are stored narrow, see {@link NarrowValues}.
 *
 * <pre>
 * block   rowCount int32 | headerLength int32 | vector* | buffers, each padded to 8 bytes
 * vector  valueCount int32 | nullCount int32 | bufferCount int32 | buffer *bufferCount | child vectors
 * buffer  length int32 before it was made narrow | bytes of a value int16, stored int16 | base int64
 * </pre>
 */
final class BlockCodec {
  private static final int PREFIX_BYTES = 8;
  private static final int VECTOR_BYTES = 12;
  private static final int BUFFER_BYTES = 16;

  private BlockCodec() {}

  /** Takes the bytes of a block, one after the other. */
  interface Sink {
    void putInt(int value) throws IOException;

    /** Takes {@code count} bytes from an address on. */
    void put(long address, long count) throws IOException;

    /** Takes values, made narrow. */
    void put(long address, NarrowValues narrow) throws IOException;

    void putLong(long value) throws IOException;

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
      headerLength += VECTOR_BYTES + BUFFER_BYTES * vector.getFieldBuffers().size();
    }
    sink.putInt(batch.rowCount());
    sink.putInt(padded(headerLength));
    List<ArrowBuf> buffers = new ArrayList<>();
    List<NarrowValues> encodings = new ArrayList<>();
    for (FieldVector vector : vectors) {
      encodeHeader(vector, buffers, encodings, sink);
    }
    sink.pad(padded(headerLength) - headerLength);
    for (int i = 0; i < buffers.size(); i++) {
      NarrowValues narrow = encodings.get(i);
      sink.put(address(buffers.get(i)), narrow);
      sink.pad(padded(narrow.storedBytes()) - narrow.storedBytes());
    }
  }

  private static long address(ArrowBuf buffer) {
    return buffer.memoryAddress() + buffer.readerIndex();
  }

  private static void flatten(FieldVector vector, List<FieldVector> vectors) {
    vectors.add(vector);
    for (FieldVector child : vector.getChildrenFromFields()) {
      flatten(child, vectors);
    }
  }

  private static void encodeHeader(
      FieldVector vector, List<ArrowBuf> buffers, List<NarrowValues> encodings, Sink sink)
      throws IOException {
    List<ArrowBuf> own = vector.getFieldBuffers();
    sink.putInt(vector.getValueCount());
    sink.putInt(vector.getNullCount());
    sink.putInt(own.size());
    for (int i = 0; i < own.size(); i++) {
      ArrowBuf buffer = own.get(i);
      int bytes = Math.toIntExact(buffer.readableBytes());
      int valueBytes = i == 1 && vector instanceof BaseFixedWidthVector fixed ? width(fixed) : 1;
      NarrowValues narrow = NarrowValues.of(address(buffer), bytes, valueBytes);
      encodings.add(narrow);
      sink.putInt(bytes);
      sink.putInt(narrow.storedWidth() << Short.SIZE | valueBytes);
      sink.putLong(narrow.base());
    }
    buffers.addAll(own);
  }

  /** Returns the bytes of a value if they may be made narrow, else 1; of booleans, too. */
  private static int width(BaseFixedWidthVector vector) {
    int width = vector instanceof BitVector ? 1 : vector.getTypeWidth();
    return width == Integer.BYTES || width == Long.BYTES ? width : 1;
  }

  /**
   * Returns the batch in {@code block}, whose memory it shares as far as it is not narrow. The
   * caller, who still owns the block, has checked that the bytes are those that were written.
   */
  static Batch decode(ArrowBuf block, Schema schema, BufferAllocator allocator) {
    Cursor cursor = new Cursor(block, allocator);
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
    private final BufferAllocator allocator;
    private long headerOffset;
    private long bodyOffset;

    Cursor(ArrowBuf block, BufferAllocator allocator) {
      this.block = block;
      this.allocator = allocator;
    }

    int nextInt() {
      int value = Memory.getInt(block.memoryAddress() + headerOffset);
      headerOffset += Integer.BYTES;
      return value;
    }

    private long nextLong() {
      long value = Memory.getLong(block.memoryAddress() + headerOffset);
      headerOffset += Long.BYTES;
      return value;
    }

    void load(FieldVector vector) {
      ArrowFieldNode node = new ArrowFieldNode(nextInt(), nextInt());
      int bufferCount = nextInt();
      List<ArrowBuf> buffers = new ArrayList<>(bufferCount);
      List<ArrowBuf> widened = new ArrayList<>();
      try {
        for (int i = 0; i < bufferCount; i++) {
          buffers.add(nextBuffer(widened));
        }
        vector.loadFieldBuffers(node, buffers);
      } finally {
        // The vector has references of its own.
        widened.forEach(ArrowBuf::close);
      }
      for (FieldVector child : vector.getChildrenFromFields()) {
        load(child);
      }
    }

    private ArrowBuf nextBuffer(List<ArrowBuf> widened) {
      int size = nextInt();
      int widths = nextInt();
      NarrowValues narrow =
          new NarrowValues(size, widths & 0xFFFF, widths >>> Short.SIZE, nextLong());
      long offset = bodyOffset;
      bodyOffset += padded(narrow.storedBytes());
      if (!narrow.isNarrow()) {
        return block.slice(offset, size);
      }
      ArrowBuf wide = allocator.buffer(size);
      widened.add(wide);
      narrow.read(block.memoryAddress() + offset, wide.memoryAddress());
      wide.writerIndex(size);
      return wide;
    }
  }
}
