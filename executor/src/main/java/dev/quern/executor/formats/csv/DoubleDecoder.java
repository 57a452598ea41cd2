package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.NumberText;
import dev.quern.executor.memory.Memory;

/** Reads 64-bit floating-point numbers. */
final class DoubleDecoder extends ValueDecoder {
  private final char point;
  private final NumberText number = new NumberText();

  DoubleDecoder(int column, FieldText text, RowProblems problems, char point) {
    super(column, text, problems);
    this.point = point;
  }

  @Override
  void decode(
      RowIndex rows, long base, int[] selected, int count, ColumnBuffer target, int firstRow) {
    int[] entries = rows.entries();
    int stride = rows.stride();
    int startSlot = rows.startSlot(column());
    int endSlot = rows.endSlot(column());
    long shiftedBase = base + rows.startShift(column());
    boolean isPlain = mayReadPlainly();
    long values = target.values() + 8L * firstRow;
    for (int i = 0; i < count; i++) {
      int entry = selected[i] * stride;
      long start = shiftedBase + entries[entry + startSlot];
      long end = base + entries[entry + endSlot];
      boolean isShort = isPlain && end > start && end - start <= Long.BYTES;
      long decimal = isShort ? NumberText.shortDecimal(start, (int) (end - start), point) : -1;
      if (decimal >= 0) {
        Memory.putDouble(values + 8L * i, NumberText.shortDouble(decimal));
      } else if (isPlain && end > start && number.readDouble(start, end, point)) {
        Memory.putDouble(values + 8L * i, number.number());
      } else {
        readCarefully(rows, base, selected[i], start, end, target, firstRow + i);
      }
    }
  }

  @Override
  boolean write(long start, long end, ColumnBuffer target, int targetRow) {
    if (!number.readDouble(start, end, point)) {
      return false;
    }
    Memory.putDouble(target.values() + 8L * targetRow, number.number());
    return true;
  }

  @Override
  BadValue problem() {
    return BadValue.ofType("not a number");
  }
}
