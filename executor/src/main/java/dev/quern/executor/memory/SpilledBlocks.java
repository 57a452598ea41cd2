package dev.quern.executor.memory;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of off-heap memory of any size in a file, LZ4-compressed, read back in any order. The file
 * exists from the first block until closing. Not thread-safe.
 */
public final class SpilledBlocks implements AutoCloseable {
  private final String operator;
  private final Path path;
  private final SpillBuffers.FileCreator files;
  private final Lz4Compressor compressor = new Lz4Compressor();
  private final Lz4Decompressor decompressor = new Lz4Decompressor();
  private final CRC32C crc = new CRC32C();
  private byte[] raw = new byte[0];
  private byte[] compressed = new byte[0];
  private @Nullable OutputStream out;
  private @Nullable RandomAccessFile in;
  private long end;

  /**
   * @param operator who writes, for messages
   * @param files makes the file, whose writes must not be buffered
   */
  public SpilledBlocks(String operator, Path path, SpillBuffers.FileCreator files) {
    this.operator = operator;
    this.path = path;
    this.files = files;
  }

  /** Where a block lies, and how long it is in the file and in memory. */
  public record Place(long offset, int storedBytes, int rawBytes, int checksum) {}

  /** Appends the {@code length} bytes at {@code address}. */
  public Place write(long address, int length) {
    raw = atLeast(raw, length);
    Memory.copyTo(address, raw, 0, length);
    compressed = atLeast(compressed, compressor.maxCompressedLength(length));
    int stored = compressor.compress(raw, 0, length, compressed, 0, compressed.length);
    try {
      create().write(compressed, 0, stored);
    } catch (IOException e) {
      throw SpillFile.writeFailure(operator, path, e);
    }
    Place place = new Place(end, stored, length, checksum(length));
    end += stored;
    return place;
  }

  /** Copies a block to {@code address}, where there is room for its {@code rawBytes}. */
  public void read(Place place, long address) {
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
    Memory.copyFrom(raw, 0, address, place.rawBytes);
  }

  private OutputStream create() throws IOException {
    if (out == null) {
      Files.createDirectories(path.toAbsolutePath().getParent());
      out = files.create(path);
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
    crc.reset();
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
