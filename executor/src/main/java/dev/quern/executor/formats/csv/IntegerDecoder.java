package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.NumberText;
import dev.quern.executor.memory.Memory;

/** Reads integers of 8 to 64 bits and decimals that travel in 64 bits. */
final class IntegerDecoder extends ValueDecoder {
  private final int width;
  private final int scale;
  private final char point;
  private final long least;
  private final long most;
  private final NumberText number = new NumberText();

  private IntegerDecoder(
      int column,
      FieldText text,
      RowProblems problems,
      int width,
      int scale,
      char point,
      long least,
      long most) {
    super(column, text, problems);
    this.width = width;
    this.scale = scale;
    this.point = point;
    this.least = least;
    this.most = most;
  }

  /** Returns a decoder of integers of {@code bits}. */
  static IntegerDecoder ofBits(int column, FieldText text, RowProblems problems, int bits) {
    long most = Long.MAX_VALUE >> (64 - bits);
    return new IntegerDecoder(column, text, problems, bits / 8, -1, '.', ~most, most);
  }

  /** Returns a decoder of unscaled decimals of up to 18 digits. */
  static IntegerDecoder ofDecimal(
      int column, FieldText text, RowProblems problems, int precision, int scale, char point) {
    long most = NumberText.power(precision) - 1;
    return new IntegerDecoder(column, text, problems, 8, scale, point, -most, most);
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
    long values = target.values();
    for (int i = 0; i < count; i++) {
      int entry = selected[i] * stride;
      long start = shiftedBase + entries[entry + startSlot];
      long end = base + entries[entry + endSlot];
      long value = isPlain ? readPlain(start, end) : -1;
      if (value >= 0 && value <= most) {
        store(values, firstRow + i, value);
      } else {
        readCarefully(rows, base, selected[i], start, end, target, firstRow + i);
      }
    }
  }

  /** Returns the value of plain digits, of a decimal with all its places; otherwise -1. */
  private long readPlain(long start, long end) {
    long length = end - start;
    if (length < 1 || length > 2 * Long.BYTES) {
      return -1;
    }
    if (scale <= 0) {
      return NumberText.digits(start, (int) length);
    }
    return length <= Long.BYTES
        ? NumberText.shortUnscaled(NumberText.shortDecimal(start, (int) length, point), scale)
        : NumberText.plainUnscaled(start, (int) length, scale, point);
  }

  @Override
  boolean write(long start, long end, ColumnBuffer target, int targetRow) {
    boolean isNumber =
        scale < 0 ? number.readLong(start, end) : number.readDecimal(start, end, scale, point);
    if (!isNumber || number.high() != number.low() >> 63) {
      return false;
    }
    long value = number.low();
    if (value < least || value > most) {
      return false;
    }
    store(target.values(), targetRow, value);
    return true;
  }

  private void store(long values, int row, long value) {
    switch (width) {
      case 8:
        Memory.putLong(values + 8L * row, value);
        return;
      case 4:
        Memory.putInt(values + 4L * row, (int) value);
        return;
      case 2:
        Memory.putShort(values + 2L * row, (short) value);
        return;
      default:
        Memory.putByte(values + row, (byte) value);
    }
  }

  @Override
  BadValue problem() {
    return BadValue.ofType("not a number of the type, or out of its range");
  }
}
