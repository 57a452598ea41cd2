package dev.quern.executor.formats.json;

import dev.quern.executor.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** The text of one JSON string without its escapes: a cursor that is set anew for each string. */
final class StringText implements AutoCloseable {
  /** Bytes after the text that may be read. */
  private static final int PADDING = 64;

  private final BufferAllocator allocator;
  private ArrowBuf scratch;
  private long start;
  private long end;

  StringText(BufferAllocator allocator) {
    this.allocator = allocator;
    this.scratch = allocator.buffer(256);
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  /** Reads the string between two addresses, its quotes left out. */
  void read(long from, long to, boolean hasEscapes) {
    if (hasEscapes) {
      unescape(from, to);
      return;
    }
    start = from;
    end = to;
  }

  private void unescape(long from, long to) {
    if (scratch.capacity() < to - from + PADDING) {
      scratch.close();
      scratch = allocator.buffer((to - from) * 2 + PADDING);
    }
    long target = scratch.memoryAddress();
    long address = from;
    while (address < to) {
      byte next = Memory.getByte(address);
      if (next != '\\') {
        Memory.putByte(target++, next);
        address++;
        continue;
      }
      byte escaped = Memory.getByte(address + 1);
      if (escaped != 'u') {
        Memory.putByte(target++, (byte) character(escaped, address));
        address += 2;
        continue;
      }
      int codePoint = codeUnit(address, to);
      address += 6;
      if (Character.isHighSurrogate((char) codePoint)) {
        int low = codeUnit(address, to);
        if (!Character.isLowSurrogate((char) low)) {
          throw JsonSyntaxException.at(address, "half a surrogate pair in a string");
        }
        codePoint = Character.toCodePoint((char) codePoint, (char) low);
        address += 6;
      } else if (Character.isLowSurrogate((char) codePoint)) {
        throw JsonSyntaxException.at(address - 6, "half a surrogate pair in a string");
      }
      target = putUtf8(target, codePoint);
    }
    start = scratch.memoryAddress();
    end = target;
  }

  private static int character(byte escaped, long address) {
    switch (escaped) {
      case '"':
      case '\\':
      case '/':
        return escaped;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        throw JsonSyntaxException.at(address, "a backslash is followed by no known escape");
    }
  }

  /** Returns the four hexadecimal digits of {@code \\uXXXX}. */
  private static int codeUnit(long address, long to) {
    boolean isEscape =
        address + 6 <= to && Memory.getByte(address) == '\\' && Memory.getByte(address + 1) == 'u';
    int unit = isEscape ? 0 : -1;
    for (int i = 2; i < 6 && unit >= 0; i++) {
      int digit = Character.digit(Memory.getByte(address + i), 16);
      unit = digit < 0 ? -1 : unit << 4 | digit;
    }
    if (unit < 0) {
      throw JsonSyntaxException.at(address, "expected \\u and four hexadecimal digits");
    }
    return unit;
  }

  private static long putUtf8(long target, int codePoint) {
    if (codePoint < 0x80) {
      Memory.putByte(target, (byte) codePoint);
      return target + 1;
    }
    int more = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
    int lead = more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0;
    Memory.putByte(target, (byte) (lead | codePoint >> (6 * more)));
    for (int i = 1; i <= more; i++) {
      Memory.putByte(target + i, (byte) (0x80 | (codePoint >> (6 * (more - i)) & 0x3F)));
    }
    return target + more + 1;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
