package dev.quern.executor.operators.window;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.RowLayout;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.RowWriter;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.types.Schema;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Batches on disk, each as LZ4-compressed rows, read back in any order. The file exists from the
 * first batch until closing. Not thread-safe.
 */
final class SegmentFile implements AutoCloseable {
  private final String operator;
  private final Path path;
  private final RowLayout layout;
  private final RowWriter writer;
  private final RowReader reader;
  private final Lz4Compressor compressor = new Lz4Compressor();
  private final Lz4Decompressor decompressor = new Lz4Decompressor();
  private byte[] raw = new byte[0];
  private byte[] compressed = new byte[0];
  private final TaskContext context;
  private @Nullable OutputStream out;
  private @Nullable RandomAccessFile in;
  private long end;

  /**
   * @param operator who writes, for messages
   * @param context makes the file
   */
  SegmentFile(String operator, Schema schema, Path path, TaskContext context) {
    this.context = context;
    this.operator = operator;
    this.path = path;
    this.layout = new RowLayout(schema, 0);
    this.writer = new RowWriter(layout);
    this.reader = new RowReader(layout);
  }

  /** Where a batch lies. */
  record Place(long offset, int storedBytes, int rawBytes, int checksum, int rowCount) {}

  /** Appends the rows of a batch, which stays open. */
  Place write(Batch batch) {
    int rawBytes = copyRows(batch);
    int most = compressor.maxCompressedLength(rawBytes);
    compressed = atLeast(compressed, most);
    int stored = compressor.compress(raw, 0, rawBytes, compressed, 0, compressed.length);
    try {
      create().write(compressed, 0, stored);
    } catch (IOException e) {
      throw SpillFile.writeFailure(operator, path, e);
    }
    Place place = new Place(end, stored, rawBytes, checksum(rawBytes), batch.rowCount());
    end += stored;
    return place;
  }

  /** Writes the batch as rows to {@link #raw} and returns their length. */
  private int copyRows(Batch batch) {
    int rowCount = batch.rowCount();
    writer.bind(batch.vectors(), rowCount);
    int[] rows = new int[rowCount];
    Arrays.setAll(rows, row -> row);
    long[] addresses = new long[rowCount];
    int bytes = 0;
    for (int row = 0; row < rowCount; row++) {
      addresses[row] = bytes;
      bytes = Math.addExact(bytes, writer.rowBytes(row));
    }
    long block = Memory.allocate(Math.max(1, bytes));
    try {
      for (int row = 0; row < rowCount; row++) {
        addresses[row] += block;
      }
      writer.write(rows, addresses, 0, rowCount);
      raw = atLeast(raw, bytes);
      Memory.copyTo(block, raw, 0, bytes);
    } finally {
      Memory.free(block);
    }
    return bytes;
  }

  /** Returns the batch at {@code place}; the caller owns it. */
  Batch read(Place place, Schema schema, BufferAllocator allocator) {
    compressed = atLeast(compressed, place.storedBytes);
    raw = atLeast(raw, place.rawBytes);
    try {
      RandomAccessFile source = open();
      source.seek(place.offset);
      source.readFully(compressed, 0, place.storedBytes);
      decompressor.decompress(compressed, 0, place.storedBytes, raw, 0, place.rawBytes);
      if (checksum(place.rawBytes) != place.checksum) {
        throw new IOException("checksum of a block differs");
      }
    } catch (IOException | MalformedInputException e) {
      throw SpillFile.readFailure(operator, path, e);
    }
    return toBatch(place, schema, allocator);
  }

  private Batch toBatch(Place place, Schema schema, BufferAllocator allocator) {
    long block = Memory.allocate(Math.max(1, place.rawBytes));
    try {
      Memory.copyFrom(raw, 0, block, place.rawBytes);
      long[] addresses = new long[place.rowCount];
      long position = block;
      for (int row = 0; row < place.rowCount; row++) {
        addresses[row] = position;
        position += layout.rowBytes(position);
      }
      return reader.read(schema, addresses, 0, place.rowCount, allocator);
    } finally {
      Memory.free(block);
    }
  }

  private OutputStream create() throws IOException {
    if (out == null) {
      Files.createDirectories(path.toAbsolutePath().getParent());
      out = context.createSpillFile(path);
    }
    return out;
  }

  private RandomAccessFile open() throws IOException {
    if (in == null) {
      in = new RandomAccessFile(path.toFile(), "r");
    }
    return in;
  }

  private static byte[] atLeast(byte[] array, int length) {
    return array.length >= length ? array : new byte[length];
  }

  private int checksum(int length) {
    CRC32C crc = new CRC32C();
    crc.update(raw, 0, length);
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    if (out == null) {
      return;
    }
    try {
      if (in != null) {
        in.close();
      }
      out.close();
    } catch (IOException e) {
      throw SpillFile.writeFailure(operator, path, e);
    } finally {
      SpillFile.delete(path);
    }
  }
}
