package dev.quern.executor.formats.arrow;

import dev.quern.executor.memory.Memory;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Reads single buffers of a record batch; those that nobody asks for are not touched. */
final class MessageBody {
  private static final int COPY_BYTES = 1 << 16;
  private static final int LENGTH_BYTES = 8;

  /** Readable bytes after each buffer, for copies by the word. */
  private static final int PADDING = 64;

  /** The codec of a body that is not compressed. */
  private static final int NONE = -1;

  private final IpcFile file;
  private final IpcFile.IpcMessage message;
  private final RecordBatch batch;
  private final BufferAllocator allocator;
  private final LongConsumer bytesRead;
  private final int codec;

  MessageBody(
      IpcFile file,
      IpcFile.IpcMessage message,
      RecordBatch batch,
      BufferAllocator allocator,
      LongConsumer bytesRead) {
    this.file = file;
    this.message = message;
    this.batch = batch;
    this.allocator = allocator;
    this.bytesRead = bytesRead;
    this.codec = file.checked(message.start(), () -> codec(batch));
  }

  private static int codec(RecordBatch batch) {
    @Nullable BodyCompression compression = batch.compression();
    return compression == null ? NONE : compression.codec();
  }

  BufferAllocator allocator() {
    return allocator;
  }

  /** Returns the number of rows. */
  int rowCount() {
    return file.checked(message.start(), () -> toRowCount(batch.length()));
  }

  private static int toRowCount(long length) {
    if (length < 0 || length > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException("number of rows: " + length);
    }
    return (int) length;
  }

  /** Returns how many values of a field are null; the field must have as many as there are rows. */
  int nullCount(int node) {
    return file.checked(
        message.start(),
        () -> {
          FieldNode found = batch.nodes(node);
          boolean isRight =
              node < batch.nodesLength()
                  && found.length() == batch.length()
                  && found.nullCount() >= 0
                  && found.nullCount() <= found.length();
          if (!isRight) {
            throw new IllegalArgumentException("number of values of a column");
          }
          return (int) found.nullCount();
        });
  }

  RuntimeException malformed(String reason) {
    return IpcErrors.malformed(file.path(), message.start(), reason, null);
  }

  /**
   * Reads a buffer, which the caller closes.
   *
   * @param leastBytes it must have
   * @return the buffer; its writer index is its length
   */
  ArrowBuf buffer(int index, long leastBytes) {
    Buffer found =
        file.checked(
            message.start(),
            () -> {
              if (index >= batch.buffersLength()) {
                throw new IllegalArgumentException("number of buffers");
              }
              return batch.buffers(index);
            });
    long offset = found.offset();
    long length = found.length();
    if (offset < 0 || length < 0 || offset > message.bodyLength() - length) {
      throw malformed("place of a buffer: " + offset + ", length " + length);
    }
    if (codec != NONE && length > 0) {
      return unpacked(message.body() + offset, length, leastBytes);
    }
    if (length < leastBytes) {
      throw malformed("a buffer of " + length + " bytes, expected " + leastBytes);
    }
    return plain(message.body() + offset, length);
  }

  /** Returns whether a buffer is left out. */
  boolean isEmpty(int index) {
    return file.checked(
        message.start(),
        () -> index >= batch.buffersLength() || batch.buffers(index).length() == 0);
  }

  private ArrowBuf plain(long offset, long length) {
    ArrowBuf buffer = allocator.buffer(length + PADDING);
    try {
      byte[] copy = new byte[(int) Math.min(length, COPY_BYTES)];
      for (long done = 0; done < length; ) {
        int count = (int) Math.min(copy.length, length - done);
        file.read(offset + done, ByteBuffer.wrap(copy, 0, count));
        Memory.copyFrom(copy, 0, buffer.memoryAddress() + done, count);
        done += count;
      }
      bytesRead.accept(length);
      return buffer.writerIndex(length);
    } catch (RuntimeException | Error e) {
      buffer.close();
      throw e;
    }
  }

  /** A compressed buffer begins with the number of bytes that it becomes, -1 = not compressed. */
  private ArrowBuf unpacked(long offset, long length, long leastBytes) {
    if (length < LENGTH_BYTES) {
      throw malformed("a compressed buffer of " + length + " bytes");
    }
    long unpackedLength = file.read(offset, LENGTH_BYTES).getLong(0);
    long packedLength = length - LENGTH_BYTES;
    if (unpackedLength == -1) {
      if (packedLength < leastBytes) {
        throw malformed("a buffer of " + packedLength + " bytes, expected " + leastBytes);
      }
      return plain(offset + LENGTH_BYTES, packedLength);
    }
    if (unpackedLength < leastBytes
        || unpackedLength > Integer.MAX_VALUE - PADDING
        || packedLength > Integer.MAX_VALUE - PADDING) {
      throw malformed("a compressed buffer of " + unpackedLength + " bytes");
    }
    // Stands for the two arrays, which are on the heap.
    ArrowBuf counted = allocator.buffer(packedLength + unpackedLength);
    try {
      byte[] packed = file.read(offset + LENGTH_BYTES, (int) packedLength).array();
      byte[] bytes = new byte[(int) unpackedLength];
      unpack(packed, bytes);
      bytesRead.accept(length);
      ArrowBuf buffer = allocator.buffer(unpackedLength + PADDING);
      Memory.copyFrom(bytes, 0, buffer.memoryAddress(), bytes.length);
      return buffer.writerIndex(unpackedLength);
    } finally {
      counted.close();
    }
  }

  private void unpack(byte[] packed, byte[] bytes) {
    int count =
        file.checked(
            message.start(),
            () ->
                codec == CompressionType.ZSTD
                    ? new ZstdDecompressor()
                        .decompress(packed, 0, packed.length, bytes, 0, bytes.length)
                    : Lz4Frame.unpack(packed, bytes));
    if (count != bytes.length) {
      throw malformed("a compressed buffer of " + count + " bytes, expected " + bytes.length);
    }
  }
}
