package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the conditions of a scan over windows of rows of one row group: one after the other,
 * each only as far as rows are left. A condition on one column whose window is kept as dictionary
 * indexes is looked up in a table that is made once for the dictionary.
 */
final class WindowFilter {
  /** Below this share of rows left, they are gathered before a condition is evaluated. */
  private static final int GATHER_BELOW_QUARTERS = 1;

  private final List<RowCondition> conditions;
  private final Map<Integer, FilterColumn> columns;

  /** Per condition: 1 for each dictionary entry that meets it; null = not known yet. */
  private final List<byte @Nullable []> tables;

  private final boolean[] hasNoTable;
  private final int[] selected;
  private final int[] matches;

  /**
   * @param columns filter columns by table column
   * @param capacity most rows in a window
   */
  WindowFilter(List<RowCondition> conditions, Map<Integer, FilterColumn> columns, int capacity) {
    this.conditions = conditions;
    this.columns = columns;
    this.tables = new ArrayList<>(Collections.nCopies(conditions.size(), null));
    this.hasNoTable = new boolean[conditions.size()];
    this.selected = new int[capacity];
    this.matches = new int[capacity];
  }

  /** Returns the indexes of the rows that the last {@link #apply} has left. */
  int[] selected() {
    return selected;
  }

  /** Returns how many of the window's {@code rows} rows meet all conditions. */
  int apply(int rows) {
    int count = rows;
    boolean isFirst = true;
    for (int i = 0; i < conditions.size() && count > 0; i++) {
      count = applyOne(i, rows, count, isFirst);
      isFirst = false;
    }
    return count;
  }

  private int applyOne(int index, int rows, int count, boolean isFirst) {
    RowCondition condition = conditions.get(index);
    for (int column : condition.columns()) {
      column(column).load(rows);
    }
    byte[] table = table(index, condition);
    if (table != null) {
      int[] indexes = column(condition.columns().get(0)).indexes();
      return isFirst ? lookUpAll(table, indexes, rows) : lookUp(table, indexes, count);
    }
    boolean isSparse = count * 4L < (long) rows * GATHER_BELOW_QUARTERS;
    if (!isFirst && (isSparse || (!condition.cannotFail() && count < rows))) {
      return evaluateGathered(condition, count);
    }
    return evaluateAll(condition, rows, count, isFirst);
  }

  private FilterColumn column(int tableColumn) {
    FilterColumn column = columns.get(tableColumn);
    if (column == null) {
      throw new IllegalStateException("no filter column " + tableColumn);
    }
    return column;
  }

  private int lookUpAll(byte[] table, int[] indexes, int rows) {
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      selected[kept] = row;
      kept += table[indexes[row]];
    }
    return kept;
  }

  private int lookUp(byte[] table, int[] indexes, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = selected[i];
      selected[kept] = row;
      kept += table[indexes[row]];
    }
    return kept;
  }

  private int evaluateAll(RowCondition condition, int rows, int count, boolean isFirst) {
    List<FieldVector> vectors = new ArrayList<>();
    for (int column : condition.columns()) {
      vectors.add(column(column).vector());
    }
    // Not closed: the vectors belong to the filter columns.
    Batch window = new Batch(condition.schema(), vectors, rows);
    if (isFirst) {
      return condition.select(window, selected);
    }
    return intersect(count, condition.select(window, matches));
  }

  private int intersect(int count, int matchCount) {
    int kept = 0;
    int match = 0;
    for (int i = 0; i < count && match < matchCount; i++) {
      int row = selected[i];
      while (match < matchCount && matches[match] < row) {
        match++;
      }
      if (match < matchCount && matches[match] == row) {
        selected[kept++] = row;
      }
    }
    return kept;
  }

  private int evaluateGathered(RowCondition condition, int count) {
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (int column : condition.columns()) {
        vectors.add(column(column).gather(selected, count));
      }
      Batch survivors = new Batch(condition.schema(), vectors, count);
      int matchCount = condition.select(survivors, matches);
      for (int i = 0; i < matchCount; i++) {
        selected[i] = selected[matches[i]];
      }
      return matchCount;
    } finally {
      vectors.forEach(FieldVector::close);
    }
  }

  private byte @Nullable [] table(int index, RowCondition condition) {
    if (hasNoTable[index] || condition.columns().size() != 1) {
      return null;
    }
    Dictionary dictionary = column(condition.columns().get(0)).dictionary();
    if (dictionary == null) {
      return null;
    }
    byte[] known = tables.get(index);
    if (known != null) {
      return known;
    }
    byte[] table = evaluate(condition, dictionary);
    tables.set(index, table);
    hasNoTable[index] = table == null;
    return table;
  }

  private static byte @Nullable [] evaluate(RowCondition condition, Dictionary dictionary) {
    int entries = dictionary.size() + 1;
    // Not closed: the vector belongs to the dictionary.
    Batch batch = new Batch(condition.schema(), List.of(dictionary.vector()), entries);
    int[] passing = new int[entries];
    int count;
    try {
      count = condition.select(batch, passing);
    } catch (QueryException e) {
      if (condition.cannotFail()) {
        throw e;
      }
      // The entry at fault may be one that no row that is left uses: evaluate rows instead.
      return null;
    }
    byte[] table = new byte[entries];
    for (int i : Arrays.copyOf(passing, count)) {
      table[i] = 1;
    }
    return table;
  }
}
