package dev.quern.executor.formats.json;

import static dev.quern.executor.formats.text.PossibleTypes.BOOLEAN;
import static dev.quern.executor.formats.text.PossibleTypes.DATE;
import static dev.quern.executor.formats.text.PossibleTypes.DOUBLE;
import static dev.quern.executor.formats.text.PossibleTypes.INSTANT;
import static dev.quern.executor.formats.text.PossibleTypes.TIME;
import static dev.quern.executor.formats.text.PossibleTypes.TIMESTAMP;

import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.formats.text.NumberText;
import dev.quern.executor.formats.text.PossibleTypes;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.HashSet;
import java.util.Set;

/** What sampled values of one key say about its column: the types that fit all, and statistics. */
final class KeySample {
  private final NumberText number = new NumberText();
  private final Set<Long> hashes = new HashSet<>();
  private final PossibleTypes possible = new PossibleTypes();
  private long typed;
  private long values;
  private long bytes;

  /** Takes the next value; a string comes without quotes and escapes. */
  void add(JsonKind kind, long start, long end) {
    if (kind == JsonKind.NULL) {
      return;
    }
    values++;
    typed++;
    bytes += end - start;
    hashes.add(hash(start, end));
    if (!possible.isEmpty()) {
      possible.retain(typesOf(kind, start, end));
    }
  }

  /** Returns the narrowest type that fits all values; VARCHAR if there was none. */
  DataType type() {
    return typed == 0 ? DataTypes.VARCHAR : possible.narrowest();
  }

  /** Returns estimates for a table of {@code tableRows} of which {@code rows} were sampled. */
  ColumnStatistics estimate(long rows, double tableRows) {
    if (rows == 0) {
      return ColumnStatistics.UNKNOWN;
    }
    double share = (double) values / rows;
    // Where nearly every value was new, the others will be too.
    boolean isUnique = hashes.size() > 0.9 * values;
    double distinct = isUnique ? hashes.size() * (tableRows / rows) : hashes.size();
    double width = values == 0 ? 0 : (double) bytes / values;
    return new ColumnStatistics(Math.max(distinct, hashes.size()), 1 - share, null, null, width);
  }

  private int typesOf(JsonKind kind, long start, long end) {
    switch (kind) {
      case BOOLEAN:
        return BOOLEAN;
      case NUMBER:
        return numberTypes(start, end);
      case STRING:
        return stringTypes(start, end);
      case NESTED:
      case NULL:
        return 0;
    }
    throw new IllegalStateException("no such kind: " + kind);
  }

  private int numberTypes(long start, long end) {
    for (long address = start; address < end; address++) {
      byte next = Memory.getByte(address);
      if (next == '.' || next == 'e' || next == 'E') {
        return DOUBLE;
      }
    }
    return DOUBLE | PossibleTypes.ofInteger(number.readLong(start, end), end - start);
  }

  private int stringTypes(long start, long end) {
    if (start == end) {
      return 0;
    }
    byte first = Memory.getByte(start);
    if (first < '0' || first > '9') {
      return nonFinite(start, end);
    }
    int types = DateText.readDate(start, end) == DateText.INVALID ? 0 : DATE;
    if (DateText.isFinerThanMicroseconds(start, end)) {
      return types;
    }
    types |= DateText.readTimestamp(start, end) == DateText.INVALID ? 0 : TIMESTAMP;
    types |= DateText.readInstant(start, end) == DateText.INVALID ? 0 : INSTANT;
    return types | (DateText.readTime(start, end) == DateText.INVALID ? 0 : TIME);
  }

  /** Strings such as "NaN" are numbers, but do not make a column one on their own. */
  private int nonFinite(long start, long end) {
    boolean isNumber =
        end - start <= 9 && number.readDouble(start, end, '.') && !Double.isFinite(number.number());
    typed -= isNumber ? 1 : 0;
    return isNumber ? DOUBLE : 0;
  }

  private static long hash(long start, long end) {
    long hash = 0xCBF29CE484222325L;
    for (long address = start; address < end; address++) {
      hash = (hash ^ Memory.getByte(address)) * 0x100000001B3L;
    }
    return hash;
  }
}
