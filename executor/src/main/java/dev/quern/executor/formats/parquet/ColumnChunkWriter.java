package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.files.FileOutput;
import dev.quern.executor.memory.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/**
 * Writes one column of one row group: a dictionary page and pages of indexes where a dictionary
 * pays, else plain pages. Pages are v1 pages of up to {@value #PAGE_ROWS} rows, fewer if the budget
 * is small.
 */
final class ColumnChunkWriter implements AutoCloseable {
  private static final int PAGE_ROWS = 20_000;
  private static final int LARGEST_PAGE_BYTES = 1 << 20;
  private static final int SMALLEST_PAGE_BYTES = 32 << 10;

  /** A page is at most this part of the budget, if it need not be smaller than the smallest. */
  private static final int PAGE_PART = 256;

  /** A row of a page takes up to so many bytes beside its value. */
  private static final int BYTES_BESIDE_VALUE = 8;

  private final FileOutput output;
  private final CompressionCodec codec;
  private final PageCompressor compressor;
  private final PageMemory memory;
  private final ColumnBlock block;
  private final DictionaryBuilder dictionary;
  private final int pageBytes;
  private final int pageRows;
  private final List<PageIndexBuilder> pageIndexes = new ArrayList<>();

  ColumnChunkWriter(
      FileOutput output, CompressionCodec codec, long budgetBytes, PageMemory memory) {
    this.output = output;
    this.codec = codec;
    this.compressor = PageCompressor.of(codec);
    this.memory = memory;
    this.block = new ColumnBlock(memory);
    this.pageBytes = pageBytes(budgetBytes);
    this.pageRows = Math.min(PAGE_ROWS, pageBytes / BYTES_BESIDE_VALUE);
    this.dictionary = new DictionaryBuilder(pageBytes);
  }

  private static int pageBytes(long budgetBytes) {
    long share = Math.max(SMALLEST_PAGE_BYTES, budgetBytes / PAGE_PART);
    return (int) Math.min(LARGEST_PAGE_BYTES, share);
  }

  /** Returns the memory that a page needs, and as much for its compressed bytes. */
  static long bytesForPages(long budgetBytes) {
    long page = pageBytes(budgetBytes);
    return 2 * DirectBufferPool.bytesFor(page + page / 2);
  }

  /**
   * Returns the most memory that a page and its compressed bytes need, if no value has more than
   * {@code longestValueBytes} bytes, at most 64 MB.
   */
  long mostBytesForPages(int longestValueBytes) {
    // The last value of a page may begin one byte before the page is full.
    long page = mostBytesOfPage(pageRows, pageBytes + Integer.BYTES + (long) longestValueBytes);
    return DirectBufferPool.bytesFor(page)
        + DirectBufferPool.bytesFor(compressor.maxBytes(Math.toIntExact(page)));
  }

  /** Returns the most bytes of a data page, before it is compressed. */
  private static long mostBytesOfPage(int rows, long valueBytes) {
    return RunLengthEncoder.maxBytes(rows, 1)
        + Math.max(valueBytes, RunLengthEncoder.maxBytes(rows, 32))
        + 16;
  }

  /** Frees the values of the last column. */
  void clear() {
    block.close();
  }

  /** Writes the values of {@code vectors} and returns the chunk's metadata. */
  ColumnChunk write(WrittenColumn column, List<org.apache.arrow.vector.FieldVector> vectors)
      throws IOException {
    block.load(column, vectors);
    ColumnMetaData metadata = new ColumnMetaData();
    metadata.setType(column.physical());
    metadata.setPath_in_schema(List.of(column.field().name()));
    metadata.setCodec(codec);
    metadata.setNum_values(block.rows());
    metadata.setStatistics(BlockStatistics.of(column, block));
    long start = output.position();
    ColumnChunk result = new ColumnChunk(start);
    PageIndexBuilder pageIndex = new PageIndexBuilder(result);
    pageIndexes.add(pageIndex);
    Chunk chunk = new Chunk(column, pageIndex);
    boolean hasDictionary =
        column.physical() != Type.BOOLEAN
            && block.present() > 0
            && dictionary.build(block, column.width());
    if (hasDictionary) {
      metadata.setDictionary_page_offset(start);
      chunk.writeDictionary();
      metadata.setEncodings(List.of(Encoding.PLAIN, Encoding.RLE, Encoding.RLE_DICTIONARY));
    } else {
      metadata.setEncodings(List.of(Encoding.PLAIN, Encoding.RLE));
    }
    metadata.setData_page_offset(output.position());
    chunk.writePages(hasDictionary);
    metadata.setTotal_compressed_size(output.position() - start);
    metadata.setTotal_uncompressed_size(chunk.uncompressedBytes);
    metadata.setEncoding_stats(chunk.encodingStatistics(hasDictionary));
    result.setMeta_data(metadata);
    return result;
  }

  /** Writes the page indexes of all chunks; the chunks' metadata then tells where they are. */
  void writePageIndexes() throws IOException {
    for (PageIndexBuilder pageIndex : pageIndexes) {
      pageIndex.writeColumnIndex(output);
    }
    for (PageIndexBuilder pageIndex : pageIndexes) {
      pageIndex.writeOffsetIndex(output);
    }
  }

  @Override
  public void close() {
    block.close();
    compressor.close();
  }

  /** The chunk being written. */
  private final class Chunk {
    private final WrittenColumn column;
    private final PageIndexBuilder pageIndex;
    private long uncompressedBytes;
    private int pages;

    Chunk(WrittenColumn column, PageIndexBuilder pageIndex) {
      this.column = column;
      this.pageIndex = pageIndex;
    }

    void writeDictionary() throws IOException {
      int size = dictionary.size();
      long bytes = 0;
      for (int i = 0; i < size; i++) {
        bytes += valueBytes(dictionary.firstValues()[i]);
      }
      try (DirectBuffer page = memory.direct(bytes)) {
        long position = page.address();
        for (int i = 0; i < size; i++) {
          position = putValue(dictionary.firstValues()[i], position);
        }
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
        header.setDictionary_page_header(new DictionaryPageHeader(size, Encoding.PLAIN));
        writePage(header, page, (int) (position - page.address()));
      }
    }

    void writePages(boolean hasDictionary) throws IOException {
      int row = 0;
      int value = 0;
      while (row < block.rows()) {
        int pageRow = row;
        int pageValue = value;
        long bytes = 0;
        while (row < block.rows() && row - pageRow < pageRows && bytes < pageBytes) {
          if (block.levels()[row++] == 1) {
            bytes += hasDictionary ? 4 : valueBytes(value);
            value++;
          }
        }
        writeDataPage(pageRow, row, pageValue, value, bytes, hasDictionary);
      }
    }

    private void writeDataPage(
        int row, int rowEnd, int value, int valueEnd, long valueBytes, boolean hasDictionary)
        throws IOException {
      int rows = rowEnd - row;
      try (DirectBuffer page = memory.direct(mostBytesOfPage(rows, valueBytes))) {
        long position = page.address();
        if (column.field().nullable()) {
          long end = RunLengthEncoder.encode(block.levels(), row, rowEnd, 1, position + 4);
          Memory.putInt(position, (int) (end - position - 4));
          position = end;
        }
        position =
            hasDictionary
                ? putIndexes(value, valueEnd, position)
                : putPlain(value, valueEnd, position);
        Encoding encoding = hasDictionary ? Encoding.RLE_DICTIONARY : Encoding.PLAIN;
        PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
        header.setData_page_header(new DataPageHeader(rows, encoding, Encoding.RLE, Encoding.RLE));
        long start = output.position();
        writePage(header, page, (int) (position - page.address()));
        pageIndex.add(
            start,
            (int) (output.position() - start),
            row,
            value == valueEnd,
            BlockStatistics.of(column, block, value, valueEnd, rows));
        pages++;
      }
    }

    private void writePage(PageHeader header, DirectBuffer page, int length) throws IOException {
      try (DirectBuffer target = memory.direct(compressor.maxBytes(length))) {
        ByteBuffer compressed = target.range(0, target.capacity());
        compressor.compress(page.range(0, length), compressed);
        header.setUncompressed_page_size(length);
        header.setCompressed_page_size(compressed.position());
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        Util.writePageHeader(header, encoded);
        output.write(ByteBuffer.wrap(encoded.toByteArray()));
        output.write(compressed.flip());
        uncompressedBytes += encoded.size() + length;
      }
    }

    private long putIndexes(int from, int to, long target) {
      int bitWidth =
          Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(dictionary.size() - 1));
      Memory.putByte(target, (byte) bitWidth);
      return RunLengthEncoder.encode(dictionary.indexes(), from, to, bitWidth, target + 1);
    }

    private long putPlain(int from, int to, long target) {
      if (column.physical() == Type.BOOLEAN) {
        int bytes = (to - from + 7) >>> 3;
        Memory.fill(target, bytes, (byte) 0);
        Bits.pack(block.address() + from, null, target, 0, to - from);
        return target + bytes;
      }
      if (column.width() > 0) {
        long bytes = (long) (to - from) * column.width();
        Memory.copy(block.address() + (long) from * column.width(), target, bytes);
        return target + bytes;
      }
      long position = target;
      for (int value = from; value < to; value++) {
        position = putValue(value, position);
      }
      return position;
    }

    private int valueBytes(int value) {
      return column.width() > 0
          ? column.width()
          : 4 + block.offsets()[value + 1] - block.offsets()[value];
    }

    private long putValue(int value, long target) {
      int width = column.width();
      if (width > 0) {
        Memory.copy(block.address() + (long) value * width, target, width);
        return target + width;
      }
      int start = block.offsets()[value];
      int length = block.offsets()[value + 1] - start;
      Memory.putInt(target, length);
      Memory.copy(block.address() + start, target + 4, length);
      return target + 4 + length;
    }

    List<PageEncodingStats> encodingStatistics(boolean hasDictionary) {
      List<PageEncodingStats> statistics = new ArrayList<>();
      if (hasDictionary) {
        statistics.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1));
      }
      Encoding encoding = hasDictionary ? Encoding.RLE_DICTIONARY : Encoding.PLAIN;
      statistics.add(new PageEncodingStats(PageType.DATA_PAGE, encoding, pages));
      return statistics;
    }
  }
}
