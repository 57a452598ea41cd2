package dev.quern.executor.formats.csv;

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
    for (int i = 0; i < count; i++) {
      int entry = selected[i] * stride;
      long start = shiftedBase + entries[entry + startSlot];
      long end = base + entries[entry + endSlot];
      boolean isPlain = end > start && Memory.getByte(start) != quote && !hasNullStrings;
      if (!isPlain || !write(start, end, target, firstRow + i)) {
        readCarefully(rows, base, selected[i], start, end, target, firstRow + i);
      }
    }
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
    if (isUtf8 && (seen & HIGH_BITS) != 0 && !Utf8.isValid(start, end)) {
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
