package dev.quern.executor.memory;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.jspecify.annotations.Nullable;

/** Reads the batches of a {@link SpillFile} once. Not thread-safe. */
public final class SpillReader implements BatchSource {
  private final SpillFile file;
  private final BufferAllocator allocator;
  private final Lz4Decompressor decompressor = new Lz4Decompressor();
  private @Nullable InputStream in;
  private byte[] compressed = new byte[0];
  private byte[] block = new byte[0];
  private int position;
  private int limit;
  private long rowsLeft;

  SpillReader(SpillFile file, BufferAllocator allocator) {
    this.file = file;
    this.allocator = allocator;
    this.rowsLeft = file.rowCount();
  }

  @Override
  public Schema schema() {
    return file.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (rowsLeft == 0) {
      return null;
    }
    try {
      if (in == null) {
        in = Files.newInputStream(file.path());
      }
      Batch batch = read(in);
      rowsLeft -= batch.rowCount();
      return batch;
    } catch (IOException | MalformedInputException e) {
      throw SpillFile.readFailure(file.operator(), file.path(), e);
    }
  }

  private Batch read(InputStream input) throws IOException {
    int rowCount = (int) readLong(input, Integer.BYTES);
    long bodyBytes = readLong(input, Long.BYTES);
    List<FieldVector> vectors = new ArrayList<>(schema().size());
    try {
      List<VectorHeader> headers = new ArrayList<>();
      for (Field field : schema().fields()) {
        FieldVector vector = ArrowTypes.createVector(field, allocator);
        vectors.add(vector);
        readHeader(input, vector, headers);
      }
      try (ArrowBuf body = allocator.buffer(Math.max(1, bodyBytes))) {
        readBytes(input, body.memoryAddress(), bodyBytes);
        load(headers, body);
      }
      return new Batch(schema(), vectors, rowCount);
    } catch (RuntimeException | IOException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  private void readHeader(InputStream input, FieldVector vector, List<VectorHeader> headers)
      throws IOException {
    int valueCount = (int) readLong(input, Integer.BYTES);
    int nullCount = (int) readLong(input, Integer.BYTES);
    long[] lengths = new long[(int) readLong(input, Integer.BYTES)];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = readLong(input, Long.BYTES);
    }
    headers.add(new VectorHeader(vector, new ArrowFieldNode(valueCount, nullCount), lengths));
    for (FieldVector child : vector.getChildrenFromFields()) {
      readHeader(input, child, headers);
    }
  }

  private static void load(List<VectorHeader> headers, ArrowBuf body) {
    long offset = 0;
    for (VectorHeader header : headers) {
      List<ArrowBuf> buffers = new ArrayList<>(header.lengths.length);
      for (long length : header.lengths) {
        buffers.add(body.slice(offset, length));
        offset += SpillWriter.padded(length);
      }
      header.vector.loadFieldBuffers(header.node, buffers);
    }
  }

  private long readLong(InputStream input, int bytes) throws IOException {
    fill(input);
    // A number never crosses blocks: the writer begins a new one instead.
    ByteBuffer view = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    long value = bytes == Long.BYTES ? view.getLong(position) : view.getInt(position);
    position += bytes;
    return value;
  }

  private void readBytes(InputStream input, long address, long count) throws IOException {
    long done = 0;
    while (done < count) {
      fill(input);
      int part = (int) Math.min(count - done, limit - position);
      Memory.copyFrom(block, position, address + done, part);
      position += part;
      done += part;
    }
  }

  /** Makes sure that the current block has a byte left. */
  private void fill(InputStream input) throws IOException {
    if (position < limit) {
      return;
    }
    byte[] header = input.readNBytes(SpillWriter.BLOCK_HEADER_BYTES);
    if (header.length < SpillWriter.BLOCK_HEADER_BYTES) {
      throw new EOFException("the file ends too early");
    }
    ByteBuffer view = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int rawBytes = view.getInt(0);
    int bytes = view.getInt(4);
    if (compressed.length < bytes) {
      compressed = new byte[bytes];
    }
    if (block.length < rawBytes) {
      block = new byte[rawBytes];
    }
    if (input.readNBytes(compressed, 0, bytes) < bytes) {
      throw new EOFException("the file ends too early");
    }
    limit = decompressor.decompress(compressed, 0, bytes, block, 0, block.length);
    position = 0;
  }

  @Override
  public void close() {
    rowsLeft = 0;
    if (in == null) {
      return;
    }
    try {
      in.close();
    } catch (IOException e) {
      throw SpillFile.readFailure(file.operator(), file.path(), e);
    }
    in = null;
  }

  /** One vector of a batch, read before its buffers. */
  private static final class VectorHeader {
    private final FieldVector vector;
    private final ArrowFieldNode node;
    private final long[] lengths;

    VectorHeader(FieldVector vector, ArrowFieldNode node, long[] lengths) {
      this.vector = vector;
      this.node = node;
      this.lengths = lengths;
    }
  }
}
