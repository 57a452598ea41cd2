package dev.quern.executor.formats.parquet;

import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import org.apache.parquet.format.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one flat column of one row group, front to back. Rows that are skipped cost as
 * little as can be: whole pages are neither read nor decompressed. Opens nothing before the first
 * row is wanted. Not thread-safe.
 */
final class ColumnReader implements AutoCloseable {
  private final PageCursor pages;
  private final LevelDecoder definitions;
  private int pageRows;
  private long pendingSkip;
  private int[] levels = new int[0];
  private int[] picks = new int[0];

  /** Reads as {@code field.type()}, for which {@link ValueDecoders#canRead} holds. */
  ColumnReader(ChunkSource source, LeafColumn leaf, ColumnMetaData chunk, Field field) {
    this.pages = new PageCursor(source, leaf, chunk, field);
    this.definitions = pages.definitions();
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
    return pages.isDictionaryPage();
  }

  /** Returns the chunk's dictionary; there is one if {@link #isDictionaryPage()}. */
  @Nullable Dictionary dictionary() {
    return pages.dictionary();
  }

  /**
   * Writes the dictionary indexes of the next {@code rows} rows of the current page to {@code
   * target}; nulls get the dictionary's size.
   */
  void readIndexes(int[] target, int offset, int rows) {
    DictionaryValues indexes = pages.dictionaryValues();
    Dictionary entries = pages.dictionary();
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
    if (present == 0) {
      output.addNulls(rows);
      return;
    }
    pages.values().add(present, pick, hasNulls, rows, output);
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
    if (rows == pageRows) {
      return;
    }
    pages.values().skip(isAllThere(rows) ? rows : readLevels(rows));
  }

  /**
   * Goes to the next page that has rows behind those to be skipped; earlier ones are not loaded.
   */
  private void nextPage() {
    int rows = pages.next(pendingSkip);
    if (rows <= pendingSkip) {
      pendingSkip -= rows;
    } else {
      pageRows = rows;
    }
  }

  private QueryException malformed(CorruptDataException cause) {
    return pages.malformed(cause);
  }

  @Override
  public void close() {
    pages.close();
  }
}
