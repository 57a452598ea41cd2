package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.memory.Memory;
import org.jspecify.annotations.Nullable;

/** Reads timestamps without a zone. */
final class TimestampDecoder extends ValueDecoder {
  private static final int PLAIN_LENGTH = "2001-02-03 04:05:06".length();

  private final @Nullable DatePattern pattern;

  TimestampDecoder(
      int column, FieldText text, RowProblems problems, @Nullable DatePattern pattern) {
    super(column, text, problems);
    this.pattern = pattern;
  }

  @Override
  void decode(
      RowIndex rows, long base, int[] selected, int count, ColumnBuffer target, int firstRow) {
    int[] entries = rows.entries();
    int stride = rows.stride();
    int startSlot = rows.startSlot(column());
    int endSlot = rows.endSlot(column());
    long shiftedBase = base + rows.startShift(column());
    boolean isPlain = mayReadPlainly() && pattern == null;
    long values = target.values();
    for (int i = 0; i < count; i++) {
      int entry = selected[i] * stride;
      long start = shiftedBase + entries[entry + startSlot];
      long end = base + entries[entry + endSlot];
      boolean mayBePlain = isPlain && end - start == PLAIN_LENGTH;
      long micros = mayBePlain ? DateText.readPlainTimestamp(start) : DateText.INVALID;
      if (micros != DateText.INVALID) {
        Memory.putLong(values + 8L * (firstRow + i), micros);
      } else {
        readCarefully(rows, base, selected[i], start, end, target, firstRow + i);
      }
    }
  }

  @Override
  boolean write(long start, long end, ColumnBuffer target, int targetRow) {
    long micros =
        pattern == null ? DateText.readTimestamp(start, end) : pattern.readTimestamp(start, end);
    Memory.putLong(target.values() + 8L * targetRow, micros);
    return micros != DateText.INVALID;
  }

  @Override
  BadValue problem() {
    return BadValue.ofType("not a timestamp such as 2001-12-31 23:59:59");
  }
}
