package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Reads the output of a task from a file. Integers are little-endian.
 *
 * <pre>
 * file    block* | footer | footerLength int32 | crc32c(footer) int32 | magic int64
 * footer  partitionCount int32 | for each: blockCount int32, blocks of (offset int64, length int32, crc32c int32)
 * </pre>
 *
 * All methods throw IOException if the file cannot be read or is not what was written. The file is
 * open only while something is read: a merge reads from thousands of outputs at the same time.
 */
final class ExchangeFile {
  static final long MAGIC = 0x31454748434e5551L;
  static final int TAIL_BYTES = 16;

  /** Where a block lies. */
  record Block(long offset, int length, int checksum) {}

  private final Path path;
  private final ReadBuffers buffers;
  private final List<List<Block>> partitions = new ArrayList<>();

  ExchangeFile(Path path, ReadBuffers buffers) throws IOException {
    this.path = path;
    this.buffers = buffers;
    try (RandomAccessFile file = open()) {
      readFooter(file);
    }
  }

  /** Returns the blocks of a partition, in the order in which they were written. */
  List<Block> blocks(int partition) {
    return partition < partitions.size() ? partitions.get(partition) : List.of();
  }

  Batch read(Block block, Schema schema, BufferAllocator allocator) throws IOException {
    byte[] buffer = buffers.take(block.length());
    try (RandomAccessFile file = open()) {
      file.seek(block.offset());
      file.readFully(buffer, 0, block.length());
      if (checksum(buffer, block.length()) != block.checksum()) {
        throw new IOException("block at " + block.offset() + " is damaged: checksum differs");
      }
      return BlockCodec.decode(buffer, block.length(), schema, allocator);
    } finally {
      buffers.giveBack(buffer);
    }
  }

  private RandomAccessFile open() throws IOException {
    return new RandomAccessFile(path.toFile(), "r");
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  private void readFooter(RandomAccessFile file) throws IOException {
    long size = file.length();
    ByteBuffer tail = view(readAt(file, size - TAIL_BYTES, TAIL_BYTES));
    int footerLength = tail.getInt();
    int footerChecksum = tail.getInt();
    long footerOffset = size - TAIL_BYTES - footerLength;
    if (tail.getLong() != MAGIC || footerLength < 0 || footerOffset < 0) {
      throw new IOException("file has no valid end");
    }
    byte[] footerBytes = readAt(file, footerOffset, footerLength);
    if (checksum(footerBytes, footerLength) != footerChecksum) {
      throw new IOException("index is damaged: checksum differs");
    }
    ByteBuffer footer = view(footerBytes);
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

  private static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] readAt(RandomAccessFile file, long offset, int length) throws IOException {
    if (offset < 0) {
      throw new IOException("file is cut short");
    }
    byte[] bytes = new byte[length];
    file.seek(offset);
    file.readFully(bytes);
    return bytes;
  }
}
