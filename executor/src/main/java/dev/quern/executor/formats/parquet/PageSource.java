package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the pages of one column chunk: header first, then, if the caller wants it, the body.
 * All memory of a page lasts until the next body is loaded. Not thread-safe.
 */
final class PageSource implements AutoCloseable {
  private static final int USUAL_HEADER_BYTES = 1 << 10;
  private static final int MAX_HEADER_BYTES = 1 << 24;

  private final ChunkInput input;
  private final CompressionCodec codec;
  private final PageMemory memory;
  private @Nullable ArrowBuf body;
  private @Nullable PageDecompressor decompressor;
  private PageHeader header = new PageHeader();
  private long headerOffset;

  PageSource(ChunkInput input, CompressionCodec codec, PageMemory memory) {
    this.input = input;
    this.codec = codec;
    this.memory = memory;
  }

  /** Where the values of a loaded page lie; v1 pages have their levels in front of the values. */
  record Body(long address, long end) {}

  /** Returns the file offset of the current page's header. */
  long offset() {
    return headerOffset;
  }

  boolean hasNext() {
    return input.remaining() > 0;
  }

  /** Reads the header of the next page; its body must then be loaded or skipped. */
  PageHeader nextHeader() {
    headerOffset = input.offset();
    int wanted = USUAL_HEADER_BYTES;
    while (true) {
      int available = input.require(wanted);
      ThriftReader reader = new ThriftReader(input.address(), available);
      try {
        header = new PageHeader();
        reader.read(header);
        input.skip(reader.consumed());
        checkHeader();
        return header;
      } catch (ThriftReader.EndOfBytesException e) {
        if (available < wanted || wanted >= MAX_HEADER_BYTES) {
          throw new CorruptDataException("page header ends early");
        }
        wanted *= 4;
      }
    }
  }

  void skipBody() {
    input.skip(header.getCompressed_page_size());
  }

  /** Loads the whole body of a dictionary page or of a v1 data page, levels included. */
  Body loadBody() {
    int compressed = header.getCompressed_page_size();
    input.require(compressed);
    Body loaded =
        codec == CompressionCodec.UNCOMPRESSED
            ? new Body(input.address(), input.address() + compressed)
            : decompress(0, compressed, header.getUncompressed_page_size());
    input.skip(compressed);
    return loaded;
  }

  /** Loads a v2 data page: levels as they are, values decompressed. */
  BodyV2 loadBodyV2() {
    DataPageHeaderV2 page = header.getData_page_header_v2();
    int compressed = header.getCompressed_page_size();
    input.require(compressed);
    int repetition = page.getRepetition_levels_byte_length();
    int levels = repetition + page.getDefinition_levels_byte_length();
    long start = input.address();
    boolean isPlain = codec == CompressionCodec.UNCOMPRESSED || !page.isIs_compressed();
    int valueBytes = header.getUncompressed_page_size() - levels;
    // A page without values may leave out even the empty compressed block.
    Body values =
        isPlain || compressed == levels
            ? new Body(start + levels, start + compressed)
            : decompress(levels, compressed, valueBytes);
    input.skip(compressed);
    return new BodyV2(start, start + repetition, start + levels, values);
  }

  /** Addresses of repetition levels, of definition levels and of their end, and the values. */
  record BodyV2(long repetition, long definition, long levelsEnd, Body values) {}

  private Body decompress(int from, int to, int uncompressed) {
    PageDecompressor codecReader = decompressor;
    if (codecReader == null) {
      codecReader = PageDecompressor.of(codec, memory);
      decompressor = codecReader;
    }
    long most = (long) (to - from) * codecReader.maxRatio() + USUAL_HEADER_BYTES;
    CorruptDataException.check(
        uncompressed <= most, "page of " + uncompressed + " bytes out of " + (to - from));
    long target = bodyAddress(uncompressed);
    codecReader.decompress(input.address() + from, to - from, target, uncompressed);
    return new Body(target, target + uncompressed);
  }

  private long bodyAddress(int bytes) {
    long needed = (long) bytes + DirectBuffer.PADDING;
    ArrowBuf current = body;
    if (current == null || current.capacity() < needed) {
      closeBody();
      current = memory.buffer(needed);
      body = current;
    }
    return current.memoryAddress();
  }

  private void closeBody() {
    if (body != null) {
      body.close();
      body = null;
    }
  }

  private void checkHeader() {
    int compressed = header.getCompressed_page_size();
    int uncompressed = header.getUncompressed_page_size();
    CorruptDataException.check(
        compressed >= 0 && compressed <= input.remaining(),
        "page of " + compressed + " bytes beyond the end of the column chunk");
    CorruptDataException.check(
        uncompressed >= 0, "page of " + uncompressed + " uncompressed bytes");
    if (header.getType() == PageType.DATA_PAGE) {
      DataPageHeader page = header.getData_page_header();
      CorruptDataException.check(
          page != null && page.getNum_values() >= 0, "data page without value count");
    } else if (header.getType() == PageType.DATA_PAGE_V2) {
      checkV2(header.getData_page_header_v2(), compressed, uncompressed);
    } else if (header.getType() == PageType.DICTIONARY_PAGE) {
      CorruptDataException.check(
          header.getDictionary_page_header() != null
              && header.getDictionary_page_header().getNum_values() >= 0,
          "dictionary page without value count");
    }
  }

  private static void checkV2(@Nullable DataPageHeaderV2 page, int compressed, int uncompressed) {
    CorruptDataException.check(page != null, "data page without value count");
    if (page == null) {
      return;
    }
    int repetition = page.getRepetition_levels_byte_length();
    int definition = page.getDefinition_levels_byte_length();
    long levels = (long) repetition + definition;
    CorruptDataException.check(
        page.getNum_values() >= 0 && page.getNum_rows() >= 0, "data page without value count");
    CorruptDataException.check(
        repetition >= 0 && definition >= 0 && levels <= compressed && levels <= uncompressed,
        "levels beyond the end of the page");
  }

  /** Returns whether a data page's values are indexes into the dictionary. */
  static boolean isDictionary(Encoding encoding) {
    return encoding == Encoding.PLAIN_DICTIONARY || encoding == Encoding.RLE_DICTIONARY;
  }

  /** Reads a length of four bytes in front of v1 levels. */
  static int levelBytes(long address, long end) {
    CorruptDataException.check(end - address >= 4, "levels without length");
    int length = Memory.getInt(address);
    CorruptDataException.check(
        length >= 0 && length <= end - address - 4, "levels beyond the end of the page");
    return length;
  }

  @Override
  public void close() {
    if (decompressor != null) {
      decompressor.close();
    }
    closeBody();
    input.close();
  }
}
