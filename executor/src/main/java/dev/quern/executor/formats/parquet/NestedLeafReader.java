package dev.quern.executor.formats.parquet;

import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one leaf of a nested column, rows after rows, and tells the lists and structs
 * above it from the levels.
 *
 * <p>An entry is a pair of levels. Its repetition level says which list it goes on with: 0 begins a
 * row, that of a list begins another element of that list. Its definition level says how far down
 * there is something; only the deepest has a value. Not thread-safe.
 */
final class NestedLeafReader implements AutoCloseable {
  private static final int ENTRIES = 2048;

  private final LeafColumn leaf;
  private final Field field;
  private final PageCursor pages;
  private final List<NestedStep> steps;

  /** For each repetition level the step behind its list: where an entry of that level begins. */
  private final int[] firstSteps;

  /** Entries of the chunk that are not decoded yet. */
  private long entriesLeft;

  private int pageEntries;
  private final int[] repetitions = new int[ENTRIES];
  private final int[] definitions = new int[ENTRIES];
  private final int[] picks = new int[ENTRIES];
  private int position;
  private int decoded;
  private int lastDefinition;

  /** Reads values as {@code field.type()}. */
  NestedLeafReader(
      ChunkSource source,
      LeafColumn leaf,
      ColumnMetaData chunk,
      Field field,
      List<NestedStep> steps) {
    this.leaf = leaf;
    this.field = field;
    this.pages = new PageCursor(source, leaf, chunk, field);
    this.steps = List.copyOf(steps);
    this.entriesLeft = chunk.getNum_values();
    this.firstSteps = new int[leaf.maxRepetition() + 1];
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).isList) {
        firstSteps[steps.get(i).elementRepetition] = i + 1;
      }
    }
  }

  List<NestedStep> steps() {
    return steps;
  }

  /** Returns name and type of the values. */
  Field field() {
    return field;
  }

  /** Reads the next {@code rows} rows; values go to {@code output}, or nowhere if it is null. */
  void read(long rows, @Nullable ColumnOutput output) {
    try {
      long rowsLeft = rows;
      while (true) {
        if (position == decoded && !decode()) {
          CorruptDataException.check(
              rowsLeft == 0, "column chunk has fewer rows than its row group");
          return;
        }
        int end = position;
        while (end < decoded && (repetitions[end] != 0 || rowsLeft > 0)) {
          rowsLeft -= repetitions[end] == 0 ? 1 : 0;
          end++;
        }
        if (end == position) {
          return;
        }
        if (output == null) {
          pass(end);
        } else {
          put(end, output);
        }
      }
    } catch (CorruptDataException e) {
      throw pages.malformed(e);
    }
  }

  private void pass(int end) {
    int values = 0;
    for (; position < end; position++) {
      values += definitions[position] == leaf.maxDefinition() ? 1 : 0;
    }
    lastDefinition = definitions[end - 1];
    pages.values().skip(values);
  }

  /** Puts out the entries from {@link #position} to {@code end}, all of one page. */
  private void put(int end, ColumnOutput output) {
    int values = 0;
    int slots = 0;
    int max = leaf.maxDefinition();
    for (; position < end; position++) {
      int definition = definitions[position];
      if (place(repetitions[position], definition)) {
        picks[slots++] = definition == max ? values++ : -1;
      }
      lastDefinition = definition;
    }
    if (slots == 0) {
      return;
    }
    output.makeRoom(slots);
    if (values == 0) {
      output.addNulls(slots);
    } else {
      boolean hasNulls = values < slots;
      pages.values().add(values, hasNulls ? picks : null, hasNulls, slots, output);
    }
  }

  /** Writes what an entry begins; returns whether that reaches down to a place for a value. */
  private boolean place(int repetition, int definition) {
    int step = firstSteps[repetition];
    if (repetition > 0) {
      NestedStep list = steps.get(step - 1);
      CorruptDataException.check(
          definition >= list.elementDefinition && lastDefinition >= list.elementDefinition,
          "repeated value outside of a list");
      list.elements++;
    }
    for (; step < steps.size(); step++) {
      NestedStep current = steps.get(step);
      current.add(definition);
      if (current.isList) {
        if (definition < current.elementDefinition) {
          return false;
        }
        current.elements++;
      }
    }
    return true;
  }

  /** Decodes further levels; returns false at the end of the chunk. */
  private boolean decode() {
    boolean isFirst = decoded == 0;
    while (pageEntries == 0) {
      if (entriesLeft == 0) {
        return false;
      }
      pageEntries = pages.next(0);
      CorruptDataException.check(
          pageEntries <= entriesLeft, "pages have more values than their column chunk");
      entriesLeft -= pageEntries;
    }
    int count = Math.min(pageEntries, ENTRIES);
    pages.repetitions().read(repetitions, 0, count);
    pages.definitions().read(definitions, 0, count);
    pageEntries -= count;
    position = 0;
    decoded = count;
    CorruptDataException.check(!isFirst || repetitions[0] == 0, "column chunk begins within a row");
    return true;
  }

  @Override
  public void close() {
    pages.close();
  }
}
