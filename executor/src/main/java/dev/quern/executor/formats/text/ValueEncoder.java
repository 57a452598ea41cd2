package dev.quern.executor.formats.text;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Writes the values of one column as text that the decoder of the same type reads back. */
public final class ValueEncoder {
  private interface Writer {
    void write(FieldVector vector, int row, TextBuffer text);
  }

  private final Writer writer;
  private final boolean mayNeedQuotes;
  private @Nullable FieldVector vector;

  private ValueEncoder(boolean mayNeedQuotes, Writer writer) {
    this.mayNeedQuotes = mayNeedQuotes;
    this.writer = writer;
  }

  /**
   * Returns the encoder of a column.
   *
   * @param format name of the format for messages
   * @throws QueryException UNSUPPORTED for types that no text stands for
   */
  public static ValueEncoder of(Field field, String format) {
    DataType type = field.type();
    if (type instanceof DataType.IntegerType integer) {
      return new ValueEncoder(
          false, (v, row, text) -> putLong(text, integer(v, row, integer.bits())));
    }
    if (type instanceof DataType.DecimalType decimal) {
      return decimal(decimal);
    }
    if (type instanceof DataType.DoubleType) {
      return new ValueEncoder(
          false, (v, row, text) -> putDouble(text, Memory.getDouble(address(v, row, 8))));
    }
    if (type instanceof DataType.FloatType) {
      return new ValueEncoder(
          false,
          (v, row, text) -> putAscii(text, Float.toString(Memory.getFloat(address(v, row, 4)))));
    }
    if (type instanceof DataType.BooleanType) {
      return new ValueEncoder(
          false,
          (v, row, text) -> putAscii(text, ((BitVector) v).get(row) != 0 ? "true" : "false"));
    }
    if (type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType) {
      return new ValueEncoder(true, ValueEncoder::putText);
    }
    return temporal(field, format);
  }

  private static ValueEncoder temporal(Field field, String format) {
    DataType type = field.type();
    if (type instanceof DataType.DateType) {
      return new ValueEncoder(
          false, (v, row, text) -> putDate(text, Memory.getInt(address(v, row, 4))));
    }
    if (type instanceof DataType.TimeType) {
      return new ValueEncoder(
          false, (v, row, text) -> putTime(text, Memory.getLong(address(v, row, 8))));
    }
    if (type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType) {
      boolean hasZone = type instanceof DataType.TimestampWithTimeZoneType;
      return new ValueEncoder(
          false,
          (v, row, text) -> {
            long micros = Memory.getLong(address(v, row, 8));
            putDate(text, Math.floorDiv(micros, DateText.MICROS_PER_DAY));
            text.put((byte) ' ');
            putTime(text, Math.floorMod(micros, DateText.MICROS_PER_DAY));
            putAscii(text, hasZone ? "+00:00" : "");
          });
    }
    throw new QueryException(
        ErrorCode.UNSUPPORTED,
        format
            + " cannot hold this type: column="
            + field.name()
            + ", type="
            + type.sqlName()
            + "; cast it to VARCHAR");
  }

  private static ValueEncoder decimal(DataType.DecimalType decimal) {
    int scale = decimal.scale();
    if (decimal.isShort()) {
      return new ValueEncoder(
          false, (v, row, text) -> putDecimal(text, Memory.getLong(address(v, row, 8)), scale));
    }
    return new ValueEncoder(
        false,
        (v, row, text) -> {
          BigDecimal value = ((DecimalVector) v).getObject(row);
          putAscii(text, value == null ? "" : value.toPlainString());
        });
  }

  /** Sets the column whose rows are written next. */
  public void start(FieldVector column) {
    vector = column;
  }

  public boolean isNull(int row) {
    return current().isNull(row);
  }

  public boolean mayNeedQuotes() {
    return mayNeedQuotes;
  }

  public void write(int row, TextBuffer text) {
    writer.write(current(), row, text);
  }

  private FieldVector current() {
    if (vector == null) {
      throw new IllegalStateException("no column was set");
    }
    return vector;
  }

  private static long address(FieldVector vector, int row, int width) {
    return vector.getDataBuffer().memoryAddress() + (long) row * width;
  }

  private static long integer(FieldVector vector, int row, int bits) {
    long address = address(vector, row, bits / 8);
    switch (bits) {
      case 8:
        return Memory.getByte(address);
      case 16:
        return Memory.getShort(address);
      case 32:
        return Memory.getInt(address);
      default:
        return Memory.getLong(address);
    }
  }

  private static void putText(FieldVector vector, int row, TextBuffer text) {
    BaseVariableWidthVector texts = (BaseVariableWidthVector) vector;
    long offsets = texts.getOffsetBuffer().memoryAddress() + 4L * row;
    int start = Memory.getInt(offsets);
    text.put(texts.getDataBuffer().memoryAddress() + start, Memory.getInt(offsets + 4) - start);
  }

  private static void putLong(TextBuffer text, long value) {
    if (value == Long.MIN_VALUE) {
      putAscii(text, BigInteger.valueOf(value).toString());
      return;
    }
    if (value < 0) {
      text.put((byte) '-');
    }
    text.putPadded(Math.abs(value), 1);
  }

  private static void putDecimal(TextBuffer text, long unscaled, int scale) {
    if (unscaled < 0) {
      text.put((byte) '-');
    }
    long magnitude = Math.abs(unscaled);
    text.putPadded(magnitude / NumberText.POWERS[scale], 1);
    if (scale > 0) {
      text.put((byte) '.');
      text.putPadded(magnitude % NumberText.POWERS[scale], scale);
    }
  }

  private static void putDouble(TextBuffer text, double value) {
    long whole = (long) value;
    if (whole == value && Math.abs(whole) < 1L << 53 && !(value == 0 && 1 / value < 0)) {
      putLong(text, whole);
      putAscii(text, ".0");
      return;
    }
    for (int scale = 1; scale <= 6 && Math.abs(value) < 1e9; scale++) {
      long unscaled = Math.round(value * NumberText.POWERS[scale]);
      if (unscaled != 0 && NumberText.scaled(unscaled, scale) == value) {
        putDecimal(text, unscaled, scale);
        return;
      }
    }
    putAscii(text, Double.toString(value).toLowerCase(Locale.ROOT));
  }

  private static void putDate(TextBuffer text, long days) {
    if (days < -719_528 || days > 2_932_896) {
      putAscii(text, LocalDate.ofEpochDay(days).toString());
      return;
    }
    long shifted = days + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    long dayOfEra = shifted - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long marchMonth = (5 * dayOfYear + 2) / 153;
    long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    text.putPadded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
    text.put((byte) '-');
    text.putPadded(month, 2);
    text.put((byte) '-');
    text.putPadded(dayOfYear - (153 * marchMonth + 2) / 5 + 1, 2);
  }

  private static void putTime(TextBuffer text, long micros) {
    long seconds = micros / DateText.MICROS_PER_SECOND;
    text.putPadded(seconds / 3600, 2);
    text.put((byte) ':');
    text.putPadded(seconds / 60 % 60, 2);
    text.put((byte) ':');
    text.putPadded(seconds % 60, 2);
    if (micros % DateText.MICROS_PER_SECOND != 0) {
      text.put((byte) '.');
      text.putPadded(micros % DateText.MICROS_PER_SECOND, 6);
    }
  }

  private static void putAscii(TextBuffer text, String value) {
    text.put(value.getBytes(StandardCharsets.US_ASCII));
  }
}
