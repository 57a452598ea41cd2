package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.types.Field;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * A column that conditions read, for one window of rows at a time. A window that lies in dictionary
 * pages is kept as dictionary indexes, and its values are looked up only where they are needed.
 */
final class FilterColumn implements AutoCloseable {
  private final @Nullable ColumnReader reader;
  private final @Nullable NestedReader nestedReader;
  private final Supplier<Dictionary> constant;
  private final Field field;
  private final BufferAllocator allocator;
  private final int capacity;
  private final int[] indexes;
  private int[] picks = new int[0];
  private @Nullable Dictionary constantDictionary;
  private @Nullable ColumnOutput values;
  private @Nullable FieldVector nestedValues;
  private boolean isLoaded;
  private boolean hasIndexes;
  private boolean hasVector;
  private int rows;

  /**
   * @param reader null if the column has the same value in all rows
   * @param nestedReader of a nested column, instead of {@code reader}
   * @param constant makes a dictionary of that value, of no entry if it is null
   * @param capacity most rows in a window
   */
  FilterColumn(
      @Nullable ColumnReader reader,
      @Nullable NestedReader nestedReader,
      Supplier<Dictionary> constant,
      Field field,
      BufferAllocator allocator,
      int capacity) {
    this.reader = reader;
    this.nestedReader = nestedReader;
    this.constant = constant;
    this.field = field;
    this.allocator = allocator;
    this.capacity = capacity;
    this.indexes = new int[capacity];
  }

  Field field() {
    return field;
  }

  /** Makes the next {@code windowRows} rows the window, unless they already are. */
  void load(int windowRows) {
    if (isLoaded) {
      return;
    }
    isLoaded = true;
    rows = windowRows;
    hasIndexes = !field.type().isNested();
    hasVector = false;
    if (!hasIndexes) {
      loadNested(windowRows);
    } else if (reader != null) {
      load(reader, windowRows);
    } else if (constantDictionary == null) {
      constantDictionary = constant.get();
    }
  }

  private void loadNested(int windowRows) {
    closeNested();
    if (nestedReader != null) {
      nestedValues = nestedReader.read(windowRows, null, windowRows);
      return;
    }
    FieldVector nulls = ArrowTypes.createVector(field, allocator);
    nestedValues = nulls;
    nulls.setInitialCapacity(windowRows);
    nulls.allocateNew();
    nulls.setValueCount(windowRows);
  }

  private void closeNested() {
    if (nestedValues != null) {
      nestedValues.close();
      nestedValues = null;
    }
  }

  private void load(ColumnReader reader, int windowRows) {
    int done = 0;
    while (done < windowRows) {
      int segment = reader.prepare(windowRows - done);
      if (hasIndexes && reader.isDictionaryPage()) {
        reader.readIndexes(indexes, done, segment);
      } else {
        leaveIndexes(done);
        reader.read(segment, null, segment, values());
      }
      done += segment;
    }
  }

  /** Ends the window; its rows are skipped if they were not loaded. */
  void finishWindow(int windowRows) {
    if (!isLoaded) {
      skip(windowRows);
    }
    isLoaded = false;
  }

  /** Skips rows between windows. */
  void skip(long rowCount) {
    if (reader != null) {
      reader.skip(rowCount);
    }
    if (nestedReader != null) {
      nestedReader.skip(rowCount);
    }
  }

  /** Returns the dictionary if the window is kept as indexes into it, else null. */
  @Nullable Dictionary dictionary() {
    if (!hasIndexes) {
      return null;
    }
    return reader == null ? constantDictionary : reader.dictionary();
  }

  /** Returns the dictionary index of each row of the window; nulls have the dictionary's size. */
  int[] indexes() {
    return indexes;
  }

  /** Returns all values of the window, still owned by this column, until the next window. */
  FieldVector vector() {
    if (nestedValues != null) {
      return nestedValues;
    }
    ColumnOutput output = values();
    if (hasIndexes && !hasVector) {
      output.reset();
      appendEntries(null, rows, output);
    }
    hasVector = true;
    return output.finish();
  }

  /** Returns the window's rows {@code selected}, or all if that is null; the caller owns them. */
  FieldVector gather(int @Nullable [] selected, int count) {
    if (nestedValues != null) {
      return selected == null
          ? VectorGather.slice(nestedValues, 0, count, allocator)
          : VectorGather.gather(nestedValues, field, selected, 0, count, allocator);
    }
    ColumnOutput output = new ColumnOutput(field, allocator, count);
    try {
      append(selected, count, output);
      return output.finish();
    } catch (RuntimeException e) {
      output.close();
      throw e;
    }
  }

  /** Appends the window's rows {@code selected}, or the first {@code count} if that is null. */
  void append(int @Nullable [] selected, int count, ColumnOutput output) {
    if (hasIndexes) {
      appendEntries(selected, count, output);
      return;
    }
    output.addFrom(values(), selected, count);
  }

  private void appendEntries(int @Nullable [] selected, int count, ColumnOutput output) {
    Dictionary dictionary = dictionary();
    if (dictionary == null) {
      throw new IllegalStateException("no dictionary");
    }
    if (picks.length < count) {
      picks = new int[capacity];
    }
    int size = dictionary.size();
    int nulls = 0;
    for (int i = 0; i < count; i++) {
      int row = selected == null ? i : selected[i];
      int isNull = (size - 1 - indexes[row]) >> 31;
      picks[i] = row | isNull;
      nulls -= isNull;
    }
    if (nulls == count) {
      output.addNulls(count);
      return;
    }
    int[] pick = nulls == 0 ? selected : picks;
    output.addEntries(dictionary, indexes, pick, nulls > 0, count);
  }

  private void leaveIndexes(int done) {
    if (!hasIndexes) {
      return;
    }
    ColumnOutput output = values();
    output.reset();
    if (done > 0) {
      appendEntries(null, done, output);
    }
    hasIndexes = false;
    hasVector = true;
  }

  private ColumnOutput values() {
    ColumnOutput output = values;
    if (output == null) {
      output = new ColumnOutput(field, allocator, capacity);
      values = output;
    }
    return output;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    if (constantDictionary != null) {
      constantDictionary.close();
    }
    if (values != null) {
      values.close();
    }
    if (nestedReader != null) {
      nestedReader.close();
    }
    closeNested();
  }
}
