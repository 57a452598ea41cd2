package dev.quern.executor.memory;

import io.airlift.compress.lz4.Lz4Compressor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the spill files of one operator share: the size of their blocks, room for the block that is
 * being compressed, and how files are made. One thread.
 *
 * @see MemoryPool the blocks of an operator that spills are part of its budget
 */
public final class SpillBuffers {
  /** Makes the files that spilled rows go to. */
  @FunctionalInterface
  public interface FileCreator {
    /** Returns the open, empty file. */
    OutputStream create(Path path) throws IOException;
  }

  /** Larger blocks compress hardly better. */
  public static final int LARGEST_BLOCK_BYTES = 64 << 10;

  private static final int SMALLEST_BLOCK_BYTES = 1 << 10;

  /** Blocks beside those of partitions: one compressed, and two for each reader. */
  private static final int OTHER_BLOCKS = 6;

  private final int blockBytes;
  private final FileCreator files;
  private final Lz4Compressor compressor = new Lz4Compressor();
  private byte[] compressed = new byte[0];

  /**
   * @param blockBytes bytes of a block before compression
   */
  public SpillBuffers(int blockBytes, FileCreator files) {
    this.blockBytes = blockBytes;
    this.files = files;
  }

  /** Returns the largest blocks, for files on the local disk. */
  static SpillBuffers large() {
    return new SpillBuffers(LARGEST_BLOCK_BYTES, Files::newOutputStream);
  }

  /**
   * Returns the size of blocks of which all that an operator needs are a small part of a budget.
   */
  public static int blockBytes(long budgetBytes) {
    long share = Long.highestOneBit(Math.max(1, budgetBytes / 2048));
    return (int) Math.max(SMALLEST_BLOCK_BYTES, Math.min(LARGEST_BLOCK_BYTES, share));
  }

  /**
   * Returns the most bytes that an operator holds in blocks of that size.
   *
   * @param sides how many {@link SpillPartitions} it writes at a time
   */
  public static long totalBytes(int blockBytes, int sides) {
    return (long) (sides * SpillPartitions.COUNT + OTHER_BLOCKS) * blockBytes;
  }

  int blockBytes() {
    return blockBytes;
  }

  OutputStream create(Path path) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    return files.create(path);
  }

  /**
   * Compresses a block.
   *
   * @param headerBytes left free at the front of the result
   * @return the length of what {@link #compressed} then holds, without the header
   */
  int compress(byte[] block, int length, int headerBytes) {
    int most = compressor.maxCompressedLength(blockBytes) + headerBytes;
    if (compressed.length < most) {
      compressed = new byte[most];
    }
    return compressor.compress(block, 0, length, compressed, headerBytes, most - headerBytes);
  }

  byte[] compressed() {
    return compressed;
  }
}
