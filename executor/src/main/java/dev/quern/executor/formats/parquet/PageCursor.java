package dev.quern.executor.formats.parquet;

import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Goes from data page to data page of one column chunk and starts the decoders of levels and values
 * on each. Opens nothing before the first page is wanted. Not thread-safe.
 */
final class PageCursor implements AutoCloseable {
  private final ChunkSource source;
  private final LeafColumn leaf;
  private final ColumnMetaData chunk;
  private final Field field;
  private final LevelDecoder repetitions;
  private final LevelDecoder definitions;
  private final ValueDecoders decoders;
  private @Nullable PageSource pages;
  private @Nullable Dictionary dictionary;
  private @Nullable DictionaryValues dictionaryValues;
  private @Nullable PageValues values;

  /** Reads values as {@code field.type()}, for which {@link ValueDecoders#canRead} holds. */
  PageCursor(ChunkSource source, LeafColumn leaf, ColumnMetaData chunk, Field field) {
    this.source = source;
    this.leaf = leaf;
    this.chunk = chunk;
    this.field = field;
    this.repetitions = new LevelDecoder(leaf.maxRepetition());
    this.definitions = new LevelDecoder(leaf.maxDefinition());
    this.decoders = new ValueDecoders(leaf, field.type(), source.memory().allocator());
  }

  /** Returns the decoder of the current page's repetition levels. */
  LevelDecoder repetitions() {
    return repetitions;
  }

  /** Returns the decoder of the current page's definition levels. */
  LevelDecoder definitions() {
    return definitions;
  }

  /** Returns the values of the current page. */
  PageValues values() {
    PageValues current = values;
    if (current == null) {
      throw new IllegalStateException("no page");
    }
    return current;
  }

  /** Returns whether the current page's values are dictionary indexes. */
  boolean isDictionaryPage() {
    return values != null && values == dictionaryValues;
  }

  /** Returns the chunk's dictionary; there is one if {@link #isDictionaryPage()}. */
  @Nullable Dictionary dictionary() {
    return dictionary;
  }

  @Nullable DictionaryValues dictionaryValues() {
    return dictionaryValues;
  }

  /**
   * Goes to the next data page, and loads it unless it has at most {@code skippable} values.
   *
   * @return how many values the page has, nulls included
   */
  int next(long skippable) {
    PageSource open = pages;
    if (open == null) {
      open = source.open(leaf, chunk);
      pages = open;
    }
    while (true) {
      CorruptDataException.check(open.hasNext(), "column chunk has fewer rows than its row group");
      PageHeader header = open.nextHeader();
      switch (header.getType()) {
        case DICTIONARY_PAGE -> loadDictionary(open, header);
        case INDEX_PAGE -> open.skipBody();
        case DATA_PAGE -> {
          DataPageHeader page = header.getData_page_header();
          if (page.getNum_values() <= skippable) {
            open.skipBody();
          } else {
            loadPage(open, page);
          }
          return page.getNum_values();
        }
        case DATA_PAGE_V2 -> {
          DataPageHeaderV2 page = header.getData_page_header_v2();
          if (page.getNum_values() <= skippable) {
            open.skipBody();
          } else {
            loadPageV2(open, page);
          }
          return page.getNum_values();
        }
      }
    }
  }

  private void loadPage(PageSource open, DataPageHeader page) {
    PageSource.Body body = open.loadBody();
    long address =
        startLevels(repetitions, page.getRepetition_level_encoding(), body.address(), body.end());
    address = startLevels(definitions, page.getDefinition_level_encoding(), address, body.end());
    startValues(page.getEncoding(), address, body.end());
  }

  /** Starts levels that have their length in front; returns where they end. */
  private long startLevels(LevelDecoder levels, Encoding encoding, long address, long end) {
    if (levels.maxLevel() == 0) {
      levels.startConstant();
      return address;
    }
    if (encoding != Encoding.RLE) {
      throw unsupported("level encoding " + encoding);
    }
    int length = PageSource.levelBytes(address, end);
    levels.start(address + 4, address + 4 + length);
    return address + 4 + length;
  }

  private void loadPageV2(PageSource open, DataPageHeaderV2 page) {
    PageSource.BodyV2 body = open.loadBodyV2();
    if (repetitions.maxLevel() == 0) {
      repetitions.startConstant();
    } else {
      repetitions.start(body.repetition(), body.definition());
    }
    // What counts as a null there is not the same for all writers of repeated values.
    boolean isFlat = repetitions.maxLevel() == 0;
    if (definitions.maxLevel() == 0 || (isFlat && page.getNum_nulls() == 0)) {
      definitions.startConstant();
    } else {
      definitions.start(body.definition(), body.levelsEnd());
    }
    startValues(page.getEncoding(), body.values().address(), body.values().end());
  }

  private void startValues(Encoding encoding, long address, long end) {
    PageValues current;
    if (PageSource.isDictionary(encoding)) {
      CorruptDataException.check(dictionaryValues != null, "dictionary page is missing");
      current = dictionaryValues;
    } else {
      current = decoders.find(encoding).orElse(null);
    }
    if (current == null) {
      throw unsupported("encoding " + encoding + " of " + leaf.physical());
    }
    current.start(address, end);
    values = current;
  }

  private void loadDictionary(PageSource open, PageHeader header) {
    CorruptDataException.check(dictionary == null, "second dictionary page");
    CorruptDataException.check(leaf.physical() != Type.BOOLEAN, "dictionary of booleans");
    PageSource.Body body = open.loadBody();
    int size = header.getDictionary_page_header().getNum_values();
    int smallest = leaf.physicalWidth() < 0 ? 4 : leaf.physicalWidth();
    CorruptDataException.check(
        (long) size * smallest <= body.end() - body.address(),
        "dictionary of " + size + " entries beyond the end of its page");
    PageValues plain = decoders.find(Encoding.PLAIN).orElseThrow();
    plain.start(body.address(), body.end());
    BufferAllocator allocator = source.memory().allocator();
    ColumnOutput output = new ColumnOutput(field, allocator, size + 1);
    try {
      if (size > 0) {
        plain.add(size, null, false, size, output);
      }
      Dictionary loaded = new Dictionary(output);
      dictionary = loaded;
      dictionaryValues = new DictionaryValues(loaded);
    } finally {
      if (dictionary == null) {
        output.close();
      }
    }
  }

  QueryException malformed(CorruptDataException cause) {
    long offset = pages == null ? Footer.start(chunk) : pages.offset();
    return FileErrors.malformedColumn(
        source.footer().path(), leaf.name(), offset, String.valueOf(cause.getMessage()), cause);
  }

  private QueryException unsupported(String what) {
    return FileErrors.unsupportedColumn(
        source.footer().path(), leaf.name(), what + " is not supported");
  }

  @Override
  public void close() {
    if (pages != null) {
      pages.close();
    }
    if (dictionary != null) {
      dictionary.close();
    }
    decoders.close();
  }
}
