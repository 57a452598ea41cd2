package dev.quern.executor.formats.parquet;

import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;

/**
 * An open file and what reading its column chunks takes.
 *
 * @param channel closed by whoever opened it
 * @param allocator of vectors that are handed on
 * @param memory of pages and dictionaries
 * @param blockBytes how much to read at once of each column
 */
record ChunkSource(
    Footer footer,
    FileChannel channel,
    BufferAllocator allocator,
    PageMemory memory,
    int blockBytes,
    LongConsumer bytesRead) {
  /** Some writers leave the dictionary page's header out of the chunk's length. */
  private static final int SLACK_BYTES = 128;

  /** Opens the pages of a column chunk; the caller closes them. */
  PageSource open(LeafColumn leaf, ColumnMetaData chunk) {
    CompressionCodec codec = chunk.getCodec();
    if (!PageDecompressor.isSupported(codec)) {
      throw FileErrors.unsupportedColumn(
          footer.path(), leaf.name(), "compression " + codec + " is not supported");
    }
    long start = Footer.start(chunk);
    long end = Math.min(start + chunk.getTotal_compressed_size() + SLACK_BYTES, footer.fileBytes());
    ChunkInput input =
        new ChunkInput(footer.path(), channel, start, end, blockBytes, memory, bytesRead);
    return new PageSource(input, codec, memory);
  }
}
