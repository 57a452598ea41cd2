package dev.quern.executor.formats.json;

import dev.quern.executor.memory.Memory;

/**
 * Finds the ends of JSON values in memory. After the limit must stand at least sixteen line feeds,
 * which end every search. Not thread-safe.
 */
final class JsonScanner {
  private static final int MAX_DEPTH = 500;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  /** The bytes of {@code true}, {@code null} and {@code alse} as little-endian words. */
  private static final int TRUE = word("true");

  private static final int NULL = word("null");
  private static final int ALSE = word("alse");

  private long limit;
  private boolean hasEscapes;

  /** Sets the address after the last byte that belongs to the text. */
  void setLimit(long newLimit) {
    limit = newLimit;
  }

  long limit() {
    return limit;
  }

  /** Returns whether the string found last has escapes. */
  boolean hasEscapes() {
    return hasEscapes;
  }

  /** Returns the address of the first byte that is no blank, or the limit. */
  long blanks(long from) {
    long address = from;
    while (address < limit) {
      byte next = Memory.getByte(address);
      if (next > ' ' || (next != ' ' && next != '\n' && next != '\t' && next != '\r')) {
        return address;
      }
      address++;
    }
    return limit;
  }

  /**
   * Returns the address of a string's closing quote.
   *
   * @param from address after the opening quote
   */
  long string(long from) {
    hasEscapes = false;
    long address = from;
    while (true) {
      long word = Memory.getLong(address);
      long quotes = word ^ QUOTES;
      long backslashes = word ^ BACKSLASHES;
      long found =
          (((quotes - ONES) & ~quotes)
                  | ((backslashes - ONES) & ~backslashes)
                  | ((word - SPACES) & ~word))
              & HIGH_BITS;
      if (found == 0) {
        address += Long.BYTES;
        continue;
      }
      address += Long.numberOfTrailingZeros(found) >>> 3;
      if (address >= limit) {
        throw JsonSyntaxException.incomplete(from - 1);
      }
      byte next = Memory.getByte(address);
      if (next == '"') {
        return address;
      }
      if (next != '\\') {
        throw JsonSyntaxException.at(
            address, "a string holds a line end or control character, or is never closed");
      }
      hasEscapes = true;
      address += 2;
    }
  }

  /** Returns the address after a number. */
  long number(long start) {
    long address = Memory.getByte(start) == '-' ? start + 1 : start;
    if (Memory.getByte(address) == '0') {
      address++;
    } else {
      address = digits(address);
    }
    if (Memory.getByte(address) == '.') {
      address = digits(address + 1);
    }
    if ((Memory.getByte(address) | 0x20) == 'e') {
      byte sign = Memory.getByte(address + 1);
      address = digits(sign == '-' || sign == '+' ? address + 2 : address + 1);
    }
    return address;
  }

  private long digits(long from) {
    long address = from;
    while (isDigit(Memory.getByte(address))) {
      address++;
    }
    if (address == from) {
      throw unexpected(address, "a digit");
    }
    return address;
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  /** Returns the address after {@code true}, {@code false} or {@code null}. */
  long literal(long start) {
    int first = Memory.getInt(start);
    if (first == TRUE || first == NULL) {
      return checked(start, start + 4);
    }
    if (Memory.getByte(start) == 'f' && Memory.getInt(start + 1) == ALSE) {
      return checked(start, start + 5);
    }
    if (limit - start < 5) {
      throw JsonSyntaxException.incomplete(start);
    }
    throw unexpected(start, "a JSON value");
  }

  private long checked(long start, long end) {
    if (end > limit) {
      throw JsonSyntaxException.incomplete(start);
    }
    return end;
  }

  /** Returns the address after the value that begins at {@code start}. */
  long value(long start) {
    return value(start, 0);
  }

  private long value(long start, int depth) {
    switch (Memory.getByte(start)) {
      case '"':
        return string(start + 1) + 1;
      case '{':
        return object(start, depth);
      case '[':
        return array(start, depth);
      case 't':
      case 'f':
      case 'n':
        return literal(start);
      default:
        if (start >= limit) {
          throw JsonSyntaxException.incomplete(start);
        }
        if (!isDigit(Memory.getByte(start)) && Memory.getByte(start) != '-') {
          throw unexpected(start, "a JSON value");
        }
        return number(start);
    }
  }

  private long object(long start, int depth) {
    long address = first(start, depth, '}');
    while (Memory.getByte(address) != '}') {
      expect(address, '"', "a key");
      address = blanks(string(address + 1) + 1);
      expect(address, ':', "':'");
      address = next(value(blanks(address + 1), depth + 1), '}');
    }
    return checked(start, address + 1);
  }

  private long array(long start, int depth) {
    long address = first(start, depth, ']');
    while (Memory.getByte(address) != ']') {
      address = next(value(address, depth + 1), ']');
    }
    return checked(start, address + 1);
  }

  private long first(long start, int depth, char close) {
    if (depth == MAX_DEPTH) {
      throw JsonSyntaxException.at(start, "values are nested deeper than " + MAX_DEPTH);
    }
    long address = blanks(start + 1);
    if (address >= limit) {
      throw JsonSyntaxException.incomplete(start);
    }
    if (close == '}' && Memory.getByte(address) != close) {
      expect(address, '"', "a key or '}'");
    }
    return address;
  }

  /** Returns the address of the next key or element, or of the closing bracket. */
  private long next(long from, char close) {
    long address = blanks(from);
    if (address < limit && Memory.getByte(address) == close) {
      return address;
    }
    expect(address, ',', "',' or '" + close + "'");
    address = blanks(address + 1);
    if (address < limit && Memory.getByte(address) == close) {
      throw unexpected(address, "a value after ','");
    }
    return address;
  }

  /** Checks that a byte is there. */
  void expect(long address, char wanted, String name) {
    if (address >= limit || Memory.getByte(address) != wanted) {
      throw unexpected(address, name);
    }
  }

  /** Returns the error of finding something else than {@code wanted}. */
  JsonSyntaxException unexpected(long address, String wanted) {
    if (address >= limit) {
      return JsonSyntaxException.incomplete(address);
    }
    int found = Memory.getByte(address) & 0xFF;
    String shown = found > ' ' && found < 0x7F ? "'" + (char) found + "'" : "byte " + found;
    return JsonSyntaxException.at(address, "expected " + wanted + ", found " + shown);
  }

  private static int word(String text) {
    int word = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      word = word << 8 | text.charAt(i);
    }
    return word;
  }
}
