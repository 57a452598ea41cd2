package dev.quern.executor.memory;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches to a new file, compressed with LZ4 in large blocks. The file is created by the
 * first batch, and removed if the writer is closed before {@link #finish()} or if writing fails.
 * Not thread-safe.
 *
 * <p>Bytes before compression, integers little-endian:
 *
 * <pre>
 * batch   rowCount int32 | bodyBytes int64 | vector* | buffers, each padded to 8 bytes
 * vector  valueCount int32 | nullCount int32 | bufferCount int32 | length int64 *bufferCount | child vectors
 * </pre>
 *
 * On disk: {@code rawBytes int32 | compressedBytes int32 | compressed bytes}, repeated.
 */
public final class SpillWriter implements AutoCloseable {
  static final int BLOCK_HEADER_BYTES = 2 * Integer.BYTES;
  private static final byte[] PADDING = new byte[8];

  private final Schema schema;
  private final Path path;
  private final String operator;
  private final SpillBuffers buffers;
  private byte[] block = new byte[0];
  private int filled;
  private long rowCount;
  private long fileBytes;
  private @Nullable OutputStream out;

  /**
   * @param operator who spills, for messages
   * @param path the file, in the attempt's spill folder
   */
  public SpillWriter(String operator, Path path, Schema schema) {
    this(operator, path, schema, SpillBuffers.large());
  }

  /** As the other one; shares {@code buffers} with other writers of the same thread. */
  public SpillWriter(String operator, Path path, Schema schema, SpillBuffers buffers) {
    this.operator = operator;
    this.path = path;
    this.schema = schema;
    this.buffers = buffers;
  }

  public long rowCount() {
    return rowCount;
  }

  /**
   * Appends a batch, which stays open.
   *
   * @throws dev.quern.plan.errors.QueryException DISK_FULL if the bytes cannot be written
   */
  public void write(Batch batch) {
    List<ArrowBuf> buffers = new ArrayList<>();
    for (FieldVector vector : batch.vectors()) {
      collect(vector, buffers);
    }
    long bodyBytes = 0;
    for (ArrowBuf buffer : buffers) {
      bodyBytes += padded(buffer.readableBytes());
    }
    putInt(batch.rowCount());
    putLong(bodyBytes);
    for (FieldVector vector : batch.vectors()) {
      putHeader(vector);
    }
    for (ArrowBuf buffer : buffers) {
      long size = buffer.readableBytes();
      put(buffer.memoryAddress() + buffer.readerIndex(), size);
      put(PADDING, (int) (padded(size) - size));
    }
    rowCount += batch.rowCount();
  }

  private static void collect(FieldVector vector, List<ArrowBuf> buffers) {
    buffers.addAll(vector.getFieldBuffers());
    for (FieldVector child : vector.getChildrenFromFields()) {
      collect(child, buffers);
    }
  }

  private void putHeader(FieldVector vector) {
    List<ArrowBuf> buffers = vector.getFieldBuffers();
    putInt(vector.getValueCount());
    putInt(vector.getNullCount());
    putInt(buffers.size());
    for (ArrowBuf buffer : buffers) {
      putLong(buffer.readableBytes());
    }
    for (FieldVector child : vector.getChildrenFromFields()) {
      putHeader(child);
    }
  }

  static long padded(long size) {
    return (size + 7) & ~7L;
  }

  /** Completes the file, which the caller closes. */
  public SpillFile finish() {
    flush();
    if (out != null) {
      try {
        out.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }
    out = null;
    block = new byte[0];
    return new SpillFile(path, operator, schema, rowCount, fileBytes);
  }

  private void putInt(int value) {
    room(Integer.BYTES);
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putInt(filled, value);
    filled += Integer.BYTES;
  }

  private void putLong(long value) {
    room(Long.BYTES);
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putLong(filled, value);
    filled += Long.BYTES;
  }

  private void put(byte[] bytes, int count) {
    room(count);
    System.arraycopy(bytes, 0, block, filled, count);
    filled += count;
  }

  private void put(long address, long count) {
    long position = 0;
    while (position < count) {
      room(1);
      int part = (int) Math.min(count - position, block.length - filled);
      Memory.copyTo(address + position, block, filled, part);
      filled += part;
      position += part;
    }
  }

  /** Makes sure that {@code count} bytes fit the current block. */
  private void room(int count) {
    if (block.length == 0) {
      block = new byte[buffers.blockBytes()];
    } else if (block.length - filled < count) {
      flush();
    }
  }

  private void flush() {
    if (filled == 0) {
      return;
    }
    int bytes = buffers.compress(block, filled, BLOCK_HEADER_BYTES);
    byte[] compressed = buffers.compressed();
    ByteBuffer.wrap(compressed).order(ByteOrder.LITTLE_ENDIAN).putInt(0, filled).putInt(4, bytes);
    try {
      if (out == null) {
        out = buffers.create(path);
      }
      out.write(compressed, 0, BLOCK_HEADER_BYTES + bytes);
    } catch (IOException e) {
      throw failed(e);
    }
    fileBytes += BLOCK_HEADER_BYTES + bytes;
    filled = 0;
  }

  private RuntimeException failed(IOException cause) {
    RuntimeException failure = SpillFile.writeFailure(operator, path, cause);
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** Removes the file unless it was finished. */
  @Override
  public void close() {
    if (out == null) {
      return;
    }
    OutputStream open = out;
    out = null;
    try {
      open.close();
    } catch (IOException e) {
      throw SpillFile.writeFailure(operator, path, e);
    } finally {
      SpillFile.delete(path);
    }
  }
}
