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
 * Reads the rows of one flat column of one row group, front to back. Rows that are skipped cost as
 * little as can be: whole pages are neither read nor decompressed. Opens nothing before the first
 * row is wanted. Not thread-safe.
 */
final class ColumnReader implements AutoCloseable {
  private final ChunkSource source;
  private final LeafColumn leaf;
  private final ColumnMetaData chunk;
  private final Field field;
  private final LevelDecoder definitions;
  private final ValueDecoders decoders;
  private @Nullable PageSource pages;
  private @Nullable Dictionary dictionary;
  private @Nullable DictionaryValues dictionaryValues;
  private @Nullable PageValues values;
  private int pageRows;
  private long pendingSkip;
  private int[] levels = new int[0];
  private int[] picks = new int[0];

  /** Reads as {@code field.type()}, for which {@link ValueDecoders#canRead} holds. */
  ColumnReader(ChunkSource source, LeafColumn leaf, ColumnMetaData chunk, Field field) {
    this.source = source;
    this.leaf = leaf;
    this.chunk = chunk;
    this.field = field;
    this.definitions = new LevelDecoder(leaf.maxDefinition());
    this.decoders = new ValueDecoders(leaf, field.type(), source.allocator());
  }

  /** Skips rows; may be lazy. */
  void skip(long rows) {
    pendingSkip += rows;
  }

  /**
   * Goes to the next row.
   *
   * @return how many rows, of the next {@code most}, the current page has; at least one
   */
  int prepare(int most) {
    try {
      skipPending();
      return Math.min(most, pageRows);
    } catch (CorruptDataException e) {
      throw malformed(e);
    }
  }

  /** Returns whether the current page's values are dictionary indexes; after {@link #prepare}. */
  boolean isDictionaryPage() {
    return values != null && values == dictionaryValues;
  }

  /** Returns the chunk's dictionary; there is one if {@link #isDictionaryPage()}. */
  @Nullable Dictionary dictionary() {
    return dictionary;
  }

  /**
   * Writes the dictionary indexes of the next {@code rows} rows of the current page to {@code
   * target}; nulls get the dictionary's size.
   */
  void readIndexes(int[] target, int offset, int rows) {
    DictionaryValues indexes = dictionaryValues;
    Dictionary entries = dictionary;
    if (indexes == null || entries == null) {
      throw new IllegalStateException("not a dictionary page");
    }
    try {
      if (isAllThere(rows)) {
        indexes.read(target, offset, rows);
      } else {
        int present = readLevels(rows);
        indexes.read(target, offset, present);
        spread(target, offset, rows, present, entries.size());
      }
      pageRows -= rows;
    } catch (CorruptDataException e) {
      throw malformed(e);
    }
  }

  /**
   * Appends rows to {@code output}: all of the next {@code rows} rows, or those {@code count} of
   * them whose indexes, counted from the next row, are in {@code selected}, ascending.
   */
  void read(int rows, int @Nullable [] selected, int count, ColumnOutput output) {
    try {
      if (selected == null) {
        readAll(rows, output);
      } else {
        readSelected(rows, selected, count, output);
      }
    } catch (CorruptDataException e) {
      throw malformed(e);
    }
  }

  private void readAll(int rows, ColumnOutput output) {
    int done = 0;
    while (done < rows) {
      skipPending();
      int segment = Math.min(rows - done, pageRows);
      int[] pick = null;
      int present = segment;
      if (!isAllThere(segment)) {
        present = readLevels(segment);
        pick = present == segment ? null : rank(segment);
      }
      add(present, pick, present < segment, segment, output);
      pageRows -= segment;
      done += segment;
    }
  }

  private void readSelected(int rows, int[] selected, int count, ColumnOutput output) {
    int done = 0;
    int taken = 0;
    while (taken < count) {
      pendingSkip += selected[taken] - done;
      done = selected[taken];
      skipPending();
      int segment = Math.min(rows - done, pageRows);
      int next = firstAtLeast(selected, taken, count, done + segment);
      readPicked(segment, selected, taken, next - taken, done, output);
      pageRows -= segment;
      done += segment;
      taken = next;
    }
    pendingSkip += rows - done;
  }

  private void readPicked(
      int segment, int[] selected, int from, int count, int base, ColumnOutput output) {
    if (isAllThere(segment)) {
      add(segment, relative(selected, from, count, base), false, count, output);
      return;
    }
    int present = readLevels(segment);
    int[] pick = rank(segment);
    // In place: rows are picked in ascending order, so place i is read before it is written.
    for (int i = 0; i < count; i++) {
      pick[i] = pick[selected[from + i] - base];
    }
    add(present, pick, present < segment, count, output);
  }

  /** Returns the given rows counted from {@code base}. */
  private int[] relative(int[] selected, int from, int count, int base) {
    if (from == 0 && base == 0) {
      return selected;
    }
    int[] pick = picks(count);
    for (int i = 0; i < count; i++) {
      pick[i] = selected[from + i] - base;
    }
    return pick;
  }

  private void add(
      int present, int @Nullable [] pick, boolean hasNulls, int rows, ColumnOutput output) {
    PageValues current = values;
    if (current == null) {
      throw new IllegalStateException("no page");
    }
    if (present == 0) {
      output.addNulls(rows);
      return;
    }
    current.add(present, pick, hasNulls, rows, output);
  }

  /** Returns the first index in {@code [from, to)} whose row is {@code row} or later. */
  private static int firstAtLeast(int[] selected, int from, int to, int row) {
    if (selected[to - 1] < row) {
      return to;
    }
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (selected[middle] < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Passes over the definition levels of {@code rows} rows if one look shows that none is null. */
  private boolean isAllThere(int rows) {
    if (definitions.maxLevel() == 0) {
      return true;
    }
    if (definitions.maxAhead(rows) < rows) {
      return false;
    }
    definitions.skip(rows);
    return true;
  }

  /** Reads levels and returns how many of the rows have a value. */
  private int readLevels(int rows) {
    if (levels.length < rows) {
      levels = new int[rows];
    }
    definitions.read(levels, 0, rows);
    int max = definitions.maxLevel();
    int present = 0;
    for (int i = 0; i < rows; i++) {
      present += levels[i] == max ? 1 : 0;
    }
    return present;
  }

  /** Turns levels into picks: the place of each row's value among those present, or -1. */
  private int[] rank(int rows) {
    int[] pick = picks(rows);
    int max = definitions.maxLevel();
    int next = 0;
    for (int i = 0; i < rows; i++) {
      int missing = (levels[i] - max) >> 31;
      pick[i] = next | missing;
      next += 1 + missing;
    }
    return pick;
  }

  private int[] picks(int length) {
    if (picks.length < length) {
      picks = new int[length];
    }
    return picks;
  }

  private void spread(int[] target, int offset, int rows, int present, int ofNull) {
    int max = definitions.maxLevel();
    int next = offset + present;
    for (int i = rows - 1; i >= 0; i--) {
      target[offset + i] = levels[i] == max ? target[--next] : ofNull;
    }
  }

  /** Carries out skips and makes sure that the current page has a row. */
  private void skipPending() {
    while (pageRows == 0 || pendingSkip > 0) {
      if (pageRows == 0) {
        nextPage();
        continue;
      }
      int step = (int) Math.min(pendingSkip, pageRows);
      skipInPage(step);
      pendingSkip -= step;
      pageRows -= step;
    }
  }

  private void skipInPage(int rows) {
    PageValues current = values;
    if (current == null) {
      throw new IllegalStateException("no page");
    }
    if (rows == pageRows) {
      return;
    }
    current.skip(isAllThere(rows) ? rows : readLevels(rows));
  }

  /**
   * Goes to the next page that has rows behind those to be skipped; earlier ones are not loaded.
   */
  private void nextPage() {
    PageSource open = pages;
    if (open == null) {
      open = source.open(leaf, chunk);
      pages = open;
    }
    CorruptDataException.check(open.hasNext(), "column chunk has fewer rows than its row group");
    PageHeader header = open.nextHeader();
    switch (header.getType()) {
      case DICTIONARY_PAGE -> loadDictionary(open, header);
      case INDEX_PAGE -> open.skipBody();
      case DATA_PAGE -> {
        int rows = header.getData_page_header().getNum_values();
        if (isSkipped(rows)) {
          open.skipBody();
        } else {
          loadPage(open, header.getData_page_header(), rows);
        }
      }
      case DATA_PAGE_V2 -> {
        int rows = header.getData_page_header_v2().getNum_values();
        if (isSkipped(rows)) {
          open.skipBody();
        } else {
          loadPageV2(open, header.getData_page_header_v2(), rows);
        }
      }
    }
  }

  private boolean isSkipped(int rows) {
    if (rows > pendingSkip) {
      return false;
    }
    pendingSkip -= rows;
    return true;
  }

  private void loadPage(PageSource open, DataPageHeader page, int rows) {
    PageSource.Body body = open.loadBody();
    long address = body.address();
    if (definitions.maxLevel() > 0) {
      if (page.getDefinition_level_encoding() != Encoding.RLE) {
        throw unsupported("level encoding " + page.getDefinition_level_encoding());
      }
      int length = PageSource.levelBytes(address, body.end());
      definitions.start(address + 4, address + 4 + length);
      address += 4 + length;
    }
    startValues(page.getEncoding(), address, body.end());
    pageRows = rows;
  }

  private void loadPageV2(PageSource open, DataPageHeaderV2 page, int rows) {
    PageSource.BodyV2 body = open.loadBodyV2();
    if (page.getNum_nulls() == 0) {
      definitions.startConstant();
    } else {
      definitions.start(body.definition(), body.levelsEnd());
    }
    startValues(page.getEncoding(), body.values().address(), body.values().end());
    pageRows = rows;
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
    BufferAllocator allocator = source.allocator();
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

  private QueryException malformed(CorruptDataException cause) {
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
