package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.MemoryPool;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/** Reads from page headers how many distinct values the dictionaries of column chunks have. */
final class DictionarySizes {
  private static final int HEADER_BYTES = 1 << 10;

  private final DirectBufferPool pool;

  DictionarySizes(DirectBufferPool pool) {
    this.pool = pool;
  }

  /** The number of dictionary entries of so many rows. */
  record Entries(long count, long rows) {}

  /**
   * Returns the dictionary's size in the first row group; null if not all its values are in one.
   */
  @Nullable Entries find(Footer footer, LeafColumn leaf) {
    if (footer.rowGroups().isEmpty()) {
      return null;
    }
    RowGroup rowGroup = footer.rowGroups().get(0);
    ColumnMetaData chunk = rowGroup.getColumns().get(leaf.index()).getMeta_data();
    if (rowGroup.getNum_rows() == 0 || !isAllInDictionary(chunk)) {
      return null;
    }
    try (BufferAllocator allocator = new RootAllocator(HEADER_BYTES << 8);
        PageMemory memory =
            new PageMemory("statistics", allocator, new MemoryPool(HEADER_BYTES << 8), pool);
        FileChannel channel = FileChannel.open(Path.of(footer.path()), StandardOpenOption.READ)) {
      return read(footer, leaf, chunk, rowGroup, channel, memory);
    } catch (IOException e) {
      throw FileErrors.failed(footer.path(), e);
    }
  }

  private @Nullable Entries read(
      Footer footer,
      LeafColumn leaf,
      ColumnMetaData chunk,
      RowGroup rowGroup,
      FileChannel channel,
      PageMemory memory) {
    long start = Footer.start(chunk);
    long end = Math.min(start + HEADER_BYTES, footer.fileBytes());
    ChunkInput input =
        new ChunkInput(footer.path(), channel, start, end, HEADER_BYTES, memory, bytes -> {});
    try (input) {
      int available = input.require(HEADER_BYTES);
      PageHeader header = new PageHeader();
      new ThriftReader(input.address(), available).read(header);
      boolean isDictionary =
          header.getType() == PageType.DICTIONARY_PAGE
              && header.getDictionary_page_header() != null;
      return isDictionary
          ? new Entries(header.getDictionary_page_header().getNum_values(), rowGroup.getNum_rows())
          : null;
    } catch (CorruptDataException | ThriftReader.EndOfBytesException e) {
      throw FileErrors.malformedColumn(
          footer.path(), leaf.name(), start, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isAllInDictionary(ColumnMetaData chunk) {
    if (chunk.isSetEncoding_stats()) {
      for (PageEncodingStats pages : chunk.getEncoding_stats()) {
        boolean isData = pages.getPage_type() != PageType.DICTIONARY_PAGE;
        if (isData && !PageSource.isDictionary(pages.getEncoding())) {
          return false;
        }
      }
      return true;
    }
    // Nothing tells dictionary pages with plain ones behind them apart: take the dictionary for
    // all.
    return chunk.getEncodings().contains(Encoding.PLAIN_DICTIONARY)
        || chunk.getEncodings().contains(Encoding.RLE_DICTIONARY);
  }
}
