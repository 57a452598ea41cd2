package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.RowLayout;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.operators.TaskContext;
import io.airlift.compress.lz4.Lz4Compressor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Writes a {@link RunFile}. Closing without {@link #finish()} removes the file. */
final class RunFileWriter implements AutoCloseable {
  private final String operator;
  private final RowLayout layout;
  private final Path path;
  private final OutputStream out;
  private final Lz4Compressor compressor = new Lz4Compressor();
  private final CRC32C crc = new CRC32C();
  private byte[] block;
  private byte[] compressed = new byte[0];
  private int blockBytes;
  private int largestBlockBytes;
  private long rowCount;
  private long fileBytes;
  private boolean finished;

  /**
   * @param operator who writes, for messages
   * @param wishedBlockBytes size of a block; a longer row gets a block of its own
   * @param context makes the file
   */
  RunFileWriter(
      String operator, RowLayout layout, Path path, int wishedBlockBytes, TaskContext context) {
    this.operator = operator;
    this.layout = layout;
    this.path = path;
    this.block = new byte[wishedBlockBytes];
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      this.out = context.createSpillFile(path);
    } catch (IOException e) {
      throw SpillFile.writeFailure(operator, path, e);
    }
  }

  /** Appends the row at {@code address}. */
  void write(long address) {
    int rowBytes = layout.rowBytes(address);
    if (rowBytes > block.length - blockBytes) {
      flush();
      if (rowBytes > block.length) {
        block = new byte[rowBytes];
      }
    }
    Memory.copyTo(address, block, blockBytes, rowBytes);
    blockBytes += rowBytes;
    rowCount++;
  }

  /** Completes the file. */
  RunFile finish() {
    flush();
    try {
      out.close();
    } catch (IOException e) {
      throw SpillFile.writeFailure(operator, path, e);
    }
    finished = true;
    return new RunFile(operator, path, rowCount, fileBytes, largestBlockBytes);
  }

  private void flush() {
    if (blockBytes == 0) {
      return;
    }
    int most = compressor.maxCompressedLength(blockBytes) + RunFile.HEADER_BYTES;
    if (compressed.length < most) {
      compressed = new byte[most];
    }
    int stored =
        compressor.compress(
            block,
            0,
            blockBytes,
            compressed,
            RunFile.HEADER_BYTES,
            compressed.length - RunFile.HEADER_BYTES);
    crc.reset();
    crc.update(block, 0, blockBytes);
    ByteBuffer.wrap(compressed).putInt(blockBytes).putInt(stored).putInt((int) crc.getValue());
    try {
      out.write(compressed, 0, RunFile.HEADER_BYTES + stored);
    } catch (IOException e) {
      throw SpillFile.writeFailure(operator, path, e);
    }
    fileBytes += RunFile.HEADER_BYTES + stored;
    largestBlockBytes = Math.max(largestBlockBytes, blockBytes);
    blockBytes = 0;
  }

  @Override
  public void close() {
    if (finished) {
      return;
    }
    try {
      out.close();
    } catch (IOException e) {
      throw SpillFile.writeFailure(operator, path, e);
    } finally {
      SpillFile.delete(path);
    }
  }
}
