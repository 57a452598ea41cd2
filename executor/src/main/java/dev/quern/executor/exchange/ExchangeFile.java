package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Schema;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output of a task from a file. Integers are little-endian.
 *
 * <pre>
 * file    block* | footer | footerLength int32 | crc32c(footer) int32 | magic int64
 * footer  partitionCount int32 | for each: blockCount int32, blocks of (offset int64, length int32, crc32c int32)
 * </pre>
 *
 * All methods throw IOException if the file cannot be read or is not what was written. Not
 * thread-safe.
 */
final class ExchangeFile implements Closeable {
  static final long MAGIC = 0x31454748434e5551L;
  static final int TAIL_BYTES = 16;

  /** Where a block lies. */
  record Block(long offset, int length, int checksum) {}

  private final Path path;
  private final FileBuffers buffers;
  private final boolean staysOpen;
  private final List<List<Block>> partitions = new ArrayList<>();
  private @Nullable FileChannel channel;

  /**
   * Opens a file and reads its footer.
   *
   * @param staysOpen false if the file is to be open only while something is read: a merge reads
   *     from thousands of outputs at the same time
   */
  ExchangeFile(Path path, FileBuffers buffers, boolean staysOpen) throws IOException {
    this.path = path;
    this.buffers = buffers;
    this.staysOpen = staysOpen;
    FileBuffers.FileBuffer buffer = buffers.take();
    try {
      readFooter(open(), buffer.bytes());
      rest();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    } finally {
      buffers.giveBack(buffer);
    }
  }

  int partitionCount() {
    return partitions.size();
  }

  /** Returns the blocks of a partition, in the order in which they were written. */
  List<Block> blocks(int partition) {
    return partition < partitions.size() ? partitions.get(partition) : List.of();
  }

  Batch read(Block block, Schema schema, BufferAllocator allocator) throws IOException {
    try (ArrowBuf bytes = allocator.buffer(Math.max(1, block.length()))) {
      readInto(bytes.memoryAddress(), block);
      return BlockCodec.decode(bytes, schema, allocator);
    } finally {
      rest();
    }
  }

  private void readInto(long address, Block block) throws IOException {
    FileBuffers.FileBuffer buffer = buffers.take();
    try {
      CRC32C checksum = new CRC32C();
      ByteBuffer part = buffer.bytes();
      for (int done = 0; done < block.length(); done += part.limit()) {
        part.clear().limit(Math.min(part.capacity(), block.length() - done));
        readFully(open(), part, block.offset() + done);
        checksum.update(part);
        Memory.copy(buffer.address(), address + done, part.limit());
      }
      if ((int) checksum.getValue() != block.checksum()) {
        throw new IOException("block at " + block.offset() + " is damaged: checksum differs");
      }
    } finally {
      buffers.giveBack(buffer);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel opened = channel;
    if (opened == null) {
      opened = FileChannel.open(path, StandardOpenOption.READ);
      channel = opened;
    }
    return opened;
  }

  private void rest() throws IOException {
    if (!staysOpen) {
      close();
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel opened = channel;
    channel = null;
    if (opened != null) {
      opened.close();
    }
  }

  /** Reads the footer, with the help of a buffer that takes most footers. */
  private void readFooter(FileChannel file, ByteBuffer buffer) throws IOException {
    long size = file.size();
    ByteBuffer tail = buffer.limit(TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, tail, size - TAIL_BYTES);
    int footerLength = tail.getInt();
    int footerChecksum = tail.getInt();
    long footerOffset = size - TAIL_BYTES - footerLength;
    if (tail.getLong() != MAGIC || footerLength < 0 || footerOffset < 0) {
      throw new IOException("file has no valid end");
    }
    ByteBuffer footer =
        footerLength <= buffer.capacity()
            ? buffer.clear().limit(footerLength)
            : ByteBuffer.allocate(footerLength);
    readFully(file, footer, footerOffset);
    CRC32C checksum = new CRC32C();
    checksum.update(footer.duplicate());
    if ((int) checksum.getValue() != footerChecksum) {
      throw new IOException("index is damaged: checksum differs");
    }
    parseFooter(footer.order(ByteOrder.LITTLE_ENDIAN));
  }

  private void parseFooter(ByteBuffer footer) {
    int partitionCount = footer.getInt();
    for (int partition = 0; partition < partitionCount; partition++) {
      int blockCount = footer.getInt();
      List<Block> blocks = new ArrayList<>(blockCount);
      for (int i = 0; i < blockCount; i++) {
        blocks.add(new Block(footer.getLong(), footer.getInt(), footer.getInt()));
      }
      partitions.add(blocks);
    }
  }

  /** Fills the buffer up to its limit, and turns it to its beginning. */
  private static void readFully(FileChannel file, ByteBuffer target, long offset)
      throws IOException {
    if (offset < 0) {
      throw new IOException("file is cut short");
    }
    while (target.hasRemaining()) {
      if (file.read(target, offset + target.position()) < 0) {
        throw new EOFException("file is cut short");
      }
    }
    target.flip();
  }
}
