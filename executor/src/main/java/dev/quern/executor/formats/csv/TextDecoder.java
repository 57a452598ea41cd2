package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.Utf8;
import dev.quern.executor.memory.Memory;

/** Reads VARCHAR, which must be UTF-8, and VARBINARY, which may be anything. */
final class TextDecoder extends ValueDecoder {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final int quote;
  private final boolean isUtf8;
  private final boolean hasNullStrings;

  TextDecoder(int column, FieldText text, RowProblems problems, int quote, boolean isUtf8) {
    super(column, text, problems);
    this.quote = quote;
    this.isUtf8 = isUtf8;
    this.hasNullStrings = text.hasNullStrings();
  }

  @Override
  void decode(
      RowIndex rows, long base, int[] selected, int count, ColumnBuffer target, int firstRow) {
    int[] entries = rows.entries();
    int stride = rows.stride();
    int startSlot = rows.startSlot(column());
    int endSlot = rows.endSlot(column());
    long shiftedBase = base + rows.startShift(column());
    int textEnd = target.textStart(firstRow);
    for (int i = 0; i < count; i++) {
      int entry = selected[i] * stride;
      long start = shiftedBase + entries[entry + startSlot];
      long end = base + entries[entry + endSlot];
      boolean isPlain = end > start && Memory.getByte(start) != quote && !hasNullStrings;
      if (isPlain && end - start <= Long.BYTES) {
        // A word is copied; the surplus bytes are overwritten by the next text.
        target.ensureText(textEnd + 2L * Long.BYTES);
        long word = Memory.getLong(start);
        Memory.putLong(target.values() + textEnd, word);
        if ((word & HIGH_BITS) == 0 || isValid(start, end)) {
          textEnd += (int) (end - start);
          target.setTextEnd(firstRow + i, textEnd);
          continue;
        }
      } else if (isPlain && write(start, end, target, firstRow + i)) {
        textEnd = target.textStart(firstRow + i + 1);
        continue;
      }
      readCarefully(rows, base, selected[i], start, end, target, firstRow + i);
      textEnd = target.textStart(firstRow + i + 1);
    }
  }

  private boolean isValid(long start, long end) {
    return !isUtf8 || Utf8.isValid(start, end);
  }

  @Override
  boolean write(long start, long end, ColumnBuffer target, int targetRow) {
    int from = target.textStart(targetRow);
    long length = end - start;
    // Whole words are copied; the surplus bytes are overwritten by the next text.
    target.ensureText(from + length + Long.BYTES);
    long to = target.values() + from;
    long seen = 0;
    if (length <= 32) {
      for (long done = 0; done < length; done += Long.BYTES) {
        long word = Memory.getLong(start + done);
        Memory.putLong(to + done, word);
        seen |= word;
      }
    } else {
      Memory.copy(start, to, length);
      seen = HIGH_BITS;
    }
    if ((seen & HIGH_BITS) != 0 && !isValid(start, end)) {
      return false;
    }
    target.setTextEnd(targetRow, Math.toIntExact(from + length));
    return true;
  }

  @Override
  void writeNull(ColumnBuffer target, int targetRow) {
    target.setNull(targetRow);
    target.setTextEnd(targetRow, target.textStart(targetRow));
  }

  @Override
  boolean trims() {
    return false;
  }

  @Override
  BadValue problem() {
    return BadValue.ENCODING;
  }
}
