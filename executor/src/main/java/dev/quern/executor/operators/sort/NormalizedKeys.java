package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes the sort keys of a row as a fixed number of 64-bit words: comparing the words in order as
 * unsigned integers compares the keys.
 *
 * <pre>
 * each key, in bytes from the highest of word 0 on:
 *   null byte       only if the column is nullable: 0 or 1 as nulls come first or last
 *   integers        big-endian, sign bit flipped
 *   floating point  big-endian, all bits flipped if negative, else the sign; -0 as 0, NaN greatest
 *   strings         the first bytes, zero-padded, then their number, capped at one more than fit
 *   nested values   nothing: the rows decide
 * descending: the value's bytes are inverted, the null byte is not
 * </pre>
 *
 * A string or nested value ends the encoding, because what follows must not decide between strings
 * that differ further on; so does {@link #MAX_BYTES}. Then equal words leave the rest to a
 * comparison of the rows from key {@link #firstInexactKey()} on. Immutable; thread-safe.
 */
final class NormalizedKeys {
  private static final int MAX_BYTES = 48;
  private static final int LEAST_STRING_BYTES = 8;

  private final List<Part> parts;
  private final int keyCount;
  private final int wordCount;
  private final boolean exact;

  NormalizedKeys(Schema schema, List<SortKey> keys) {
    List<Part> encoded = new ArrayList<>();
    int position = 0;
    boolean ended = false;
    for (SortKey key : keys) {
      Field field = schema.field(key.column());
      PhysicalType type = PhysicalType.of(field.type());
      if (ended) {
        continue;
      }
      int valuePosition = position + (field.nullable() ? 1 : 0);
      int width = width(type, valuePosition);
      if (valuePosition + width > MAX_BYTES) {
        ended = true;
        continue;
      }
      encoded.add(new Part(key, type, field.nullable(), position, valuePosition, width));
      position = valuePosition + width;
      ended = type.isVariable();
    }
    this.parts = List.copyOf(encoded);
    this.keyCount = keys.size();
    this.wordCount = keys.isEmpty() ? 0 : Math.max(1, (position + 7) / 8);
    this.exact = !ended;
  }

  private static int width(PhysicalType type, int position) {
    if (type == PhysicalType.NESTED) {
      return 0;
    }
    return type == PhysicalType.BYTES ? stringWidth(position) : type.slotBytes();
  }

  /** Returns the bytes of a string's prefix and its length byte, so that they end a word. */
  private static int stringWidth(int position) {
    int end = (position + LEAST_STRING_BYTES + 1 + 7) & ~7;
    return end - position;
  }

  /** Returns the number of words of a row; 0 if there are no keys. */
  int wordCount() {
    return wordCount;
  }

  /** Returns whether equal words mean equal keys. */
  boolean isExact() {
    return exact;
  }

  /** Returns the index of the first key that equal words may leave undecided. */
  int firstInexactKey() {
    if (exact) {
      return keyCount;
    }
    boolean endsInexact = !parts.isEmpty() && parts.get(parts.size() - 1).type.isVariable();
    return endsInexact ? parts.size() - 1 : parts.size();
  }

  /**
   * Writes the words of each row to {@code words[word][row]}.
   *
   * @param columns all columns of the batch
   * @param words {@link #wordCount()} arrays of at least {@code rowCount} words
   */
  void encode(List<ColumnAddresses> columns, int rowCount, long[][] words) {
    for (long[] word : words) {
      Arrays.fill(word, 0, rowCount, 0);
    }
    long[] values = new long[rowCount];
    for (Part part : parts) {
      encode(part, columns.get(part.key.column()), rowCount, values, words);
    }
  }

  private static void encode(
      Part part, ColumnAddresses column, int rowCount, long[] values, long[][] words) {
    Checks.check(
        part.nullable || !column.hasNulls(), "column %s has unexpected nulls", part.key.column());
    if (part.type == PhysicalType.BYTES) {
      encodeStrings(part, column, rowCount, values, words);
    } else if (part.type == PhysicalType.WIDE) {
      for (int half = 0; half < 2; half++) {
        KeyValues.readWide(column, half, rowCount, values);
        finish(part, column, rowCount, values, part.valuePosition + 8 * half, 8, words);
      }
    } else if (part.type != PhysicalType.NESTED) {
      KeyValues.readFixed(column, rowCount, values);
      finish(part, column, rowCount, values, part.valuePosition, part.width, words);
    }
    if (part.nullable) {
      placeNullBytes(part, column, rowCount, values, words);
    }
  }

  private static void encodeStrings(
      Part part, ColumnAddresses column, int rowCount, long[] values, long[][] words) {
    int prefix = part.width - 1;
    for (int start = 0; start < prefix; start += 8) {
      int width = Math.min(8, prefix - start);
      KeyValues.readBytes(column, start, width, rowCount, values);
      finish(part, column, rowCount, values, part.valuePosition + start, width, words);
    }
    KeyValues.readLengths(column, prefix + 1, rowCount, values);
    finish(part, column, rowCount, values, part.valuePosition + prefix, 1, words);
  }

  /** Inverts the values if the order is descending, clears those of nulls, and places them. */
  private static void finish(
      Part part,
      ColumnAddresses column,
      int rowCount,
      long[] values,
      int position,
      int width,
      long[][] words) {
    if (!part.key.ascending()) {
      long mask = width == 8 ? -1L : (1L << (8 * width)) - 1;
      for (int row = 0; row < rowCount; row++) {
        values[row] ^= mask;
      }
    }
    if (column.hasNulls()) {
      for (int row = 0; row < rowCount; row++) {
        if (!ColumnAddresses.isSet(column.validity(), row)) {
          values[row] = 0;
        }
      }
    }
    place(values, rowCount, position, width, words);
  }

  private static void placeNullBytes(
      Part part, ColumnAddresses column, int rowCount, long[] values, long[][] words) {
    long present = part.key.nullsFirst() ? 1 : 0;
    for (int row = 0; row < rowCount; row++) {
      values[row] = column.isNull(row) ? 1 - present : present;
    }
    place(values, rowCount, part.position, 1, words);
  }

  /** Puts the low {@code width} bytes of each value at byte {@code position} of its row's words. */
  private static void place(long[] values, int rowCount, int position, int width, long[][] words) {
    long[] word = words[position >>> 3];
    int room = 8 - (position & 7);
    if (width <= room) {
      int shift = 8 * (room - width);
      for (int row = 0; row < rowCount; row++) {
        word[row] |= values[row] << shift;
      }
      return;
    }
    int rest = 8 * (width - room);
    long[] next = words[(position >>> 3) + 1];
    for (int row = 0; row < rowCount; row++) {
      word[row] |= values[row] >>> rest;
      next[row] |= values[row] << (64 - rest);
    }
  }

  /** Copies the words of a row of a batch to the start of the row at {@code address}. */
  static void store(long[][] words, int row, long address) {
    for (int word = 0; word < words.length; word++) {
      Memory.putLong(address + 8L * word, words[word][row]);
    }
  }

  /**
   * An encoded key.
   *
   * @param position byte where it begins
   * @param valuePosition byte where the value begins, behind the null byte if there is one
   * @param width bytes of the value
   */
  private record Part(
      SortKey key,
      PhysicalType type,
      boolean nullable,
      int position,
      int valuePosition,
      int width) {}
}
