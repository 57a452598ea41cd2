package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.memory.Memory;
import org.jspecify.annotations.Nullable;

/** Reads dates. */
final class DateDecoder extends ValueDecoder {
  private final @Nullable DatePattern pattern;

  DateDecoder(int column, FieldText text, RowProblems problems, @Nullable DatePattern pattern) {
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
      long days = isPlain && end - start == 10 ? DateText.readPlainDate(start) : DateText.INVALID;
      if (days != DateText.INVALID) {
        Memory.putInt(values + 4L * (firstRow + i), (int) days);
      } else {
        readCarefully(rows, base, selected[i], start, end, target, firstRow + i);
      }
    }
  }

  @Override
  boolean write(long start, long end, ColumnBuffer target, int targetRow) {
    long days = pattern == null ? DateText.readDate(start, end) : pattern.readDate(start, end);
    if (days == DateText.INVALID) {
      return false;
    }
    Memory.putInt(target.values() + 4L * targetRow, (int) days);
    return true;
  }

  @Override
  BadValue problem() {
    return BadValue.ofType("not a date such as 2001-12-31");
  }
}
