package dev.quern.executor.formats.csv;

import static dev.quern.executor.formats.text.PossibleTypes.BIGINT;
import static dev.quern.executor.formats.text.PossibleTypes.BOOLEAN;
import static dev.quern.executor.formats.text.PossibleTypes.DATE;
import static dev.quern.executor.formats.text.PossibleTypes.DOUBLE;
import static dev.quern.executor.formats.text.PossibleTypes.INSTANT;
import static dev.quern.executor.formats.text.PossibleTypes.TIME;
import static dev.quern.executor.formats.text.PossibleTypes.TIMESTAMP;
import static dev.quern.executor.formats.text.PossibleTypes.WIDE_INTEGER;

import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.formats.text.NumberText;
import dev.quern.executor.formats.text.PossibleTypes;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The types that all texts of a column seen so far can have. Starts with every type possible; the
 * narrowest that is left is the column's.
 */
final class TypeGuess {
  private static final int TIMES = DATE | TIMESTAMP | INSTANT | TIME;
  private static final int NUMBERS = BIGINT | WIDE_INTEGER | DOUBLE;

  private final NumberText number = new NumberText();
  private final char point;
  private final @Nullable DatePattern datePattern;
  private final @Nullable DatePattern timestampPattern;
  private final PossibleTypes possible = new PossibleTypes();
  private long observed;

  TypeGuess(CsvOptions options) {
    this.point = options.decimalSeparator();
    this.datePattern = DatePattern.of(options, CsvOption.DATE_FORMAT);
    this.timestampPattern = DatePattern.of(options, CsvOption.TIMESTAMP_FORMAT);
  }

  /** Returns how many texts were seen. */
  long observed() {
    return observed;
  }

  /** Takes the next text, which is not null and without its quotes. */
  void observe(long start, long end) {
    observed++;
    if (!possible.isEmpty()) {
      possible.retain(typesOf(start, end));
    }
  }

  /** Takes all that another guess has seen. */
  void merge(TypeGuess other) {
    possible.retain(other.possible);
    observed += other.observed;
  }

  /** Returns the narrowest type that fits all texts; VARCHAR if there was none. */
  DataType type() {
    return observed == 0 ? DataTypes.VARCHAR : possible.narrowest();
  }

  private int typesOf(long start, long end) {
    if (start == end) {
      return 0;
    }
    int first = Memory.getByte(start) & 0xFF;
    int last = Memory.getByte(end - 1) & 0xFF;
    if (first == ' ' || last == ' ' || first == '\t' || last == '\t') {
      return typesOfPadded(start, end);
    }
    boolean isDigit = first >= '0' && first <= '9';
    if (isDigit || first == '-' || first == point) {
      int types = possible.includes(NUMBERS) ? numberTypes(start, end) : 0;
      return types != 0 || !isDigit || !possible.includes(TIMES) ? types : dateTypes(start, end);
    }
    if (datePattern != null || timestampPattern != null) {
      int types = dateTypes(start, end);
      if (types != 0) {
        return types;
      }
    }
    return wordTypes(start, end);
  }

  /** Spaces around numbers and dates do not matter, as in casts. */
  private int typesOfPadded(long start, long end) {
    long from = start;
    long to = end;
    while (from < to && Memory.getByte(from) <= ' ' && Memory.getByte(from) > 0) {
      from++;
    }
    while (from < to && Memory.getByte(to - 1) <= ' ' && Memory.getByte(to - 1) > 0) {
      to--;
    }
    return from == to ? 0 : typesOf(from, to);
  }

  private int numberTypes(long start, long end) {
    if (hasLeadingZero(start, end) || !number.readDouble(start, end, point)) {
      return 0;
    }
    for (long address = start; address < end; address++) {
      int next = Memory.getByte(address);
      if ((next < '0' || next > '9') && next != '-') {
        return DOUBLE;
      }
    }
    return PossibleTypes.ofInteger(number.readLong(start, end), end - start);
  }

  /** A number that begins with a superfluous zero is a code: as a number it would lose the zero. */
  private static boolean hasLeadingZero(long start, long end) {
    long address = Memory.getByte(start) == '-' ? start + 1 : start;
    if (address + 1 >= end || Memory.getByte(address) != '0') {
      return false;
    }
    byte second = Memory.getByte(address + 1);
    return second >= '0' && second <= '9';
  }

  private int dateTypes(long start, long end) {
    int types = 0;
    if (datePattern != null && datePattern.readDate(start, end) != DateText.INVALID) {
      types |= DATE;
    } else if (datePattern == null && DateText.readDate(start, end) != DateText.INVALID) {
      types |= DATE;
    }
    if (timestampPattern != null) {
      boolean fits = timestampPattern.readTimestamp(start, end) != DateText.INVALID;
      return fits ? types | TIMESTAMP : types;
    }
    if (DateText.isFinerThanMicroseconds(start, end)) {
      return types;
    }
    if (DateText.readTimestamp(start, end) != DateText.INVALID) {
      types |= TIMESTAMP;
    }
    if (DateText.readInstant(start, end) != DateText.INVALID) {
      types |= INSTANT;
    }
    return DateText.readTime(start, end) != DateText.INVALID ? types | TIME : types;
  }

  private int wordTypes(long start, long end) {
    boolean isWord = end - start == 4 || end - start == 5;
    return isWord && RareDecoder.readBoolean(start, end) >= 0 ? BOOLEAN : nonFinite(start, end);
  }

  /** Words such as NaN are numbers, but do not make a column one on their own. */
  private int nonFinite(long start, long end) {
    boolean isShort = end - start <= 9;
    boolean isNumber =
        isShort && number.readDouble(start, end, '.') && !Double.isFinite(number.number());
    if (isNumber) {
      observed--;
    }
    return isNumber ? DOUBLE : 0;
  }
}
