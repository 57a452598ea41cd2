package dev.quern.executor.expressions.functions.string;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.Scratch;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.executor.expressions.values.Utf8;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Functions that make one text from another. Parts of a text are not copied. */
public final class Texts {
  private static final NativeSpace SPACE = new NativeSpace();

  private Texts() {}

  public static void lower(long text, int length, Slice result) {
    if (!Utf8.isAscii(text, length)) {
      String lower = Bytes.toString(text, length).toLowerCase(Locale.ROOT);
      result.setBytes(lower.getBytes(StandardCharsets.UTF_8));
      return;
    }
    long target = result.allocate(length);
    for (int i = 0; i < length; i++) {
      byte b = Memory.getByte(text + i);
      Memory.putByte(target + i, b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b);
    }
  }

  public static void upper(long text, int length, Slice result) {
    if (!Utf8.isAscii(text, length)) {
      String upper = Bytes.toString(text, length).toUpperCase(Locale.ROOT);
      result.setBytes(upper.getBytes(StandardCharsets.UTF_8));
      return;
    }
    long target = result.allocate(length);
    for (int i = 0; i < length; i++) {
      byte b = Memory.getByte(text + i);
      Memory.putByte(target + i, b >= 'a' && b <= 'z' ? (byte) (b - 32) : b);
    }
  }

  /** Makes the first letter of each run of letters and digits upper case, the others lower case. */
  public static void initialCapitals(long text, int length, Slice result) {
    StringBuilder changed = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < length; i = Utf8.next(text, length, i)) {
      int c = Math.max(0, Utf8.codePoint(text, length, i));
      changed.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inWord = Character.isLetterOrDigit(c);
    }
    result.setBytes(changed.toString().getBytes(StandardCharsets.UTF_8));
  }

  public static void substring(long text, int length, long start, Slice result) {
    int skipped = start <= 1 ? 0 : Utf8.offset(text, length, start - 1);
    result.set(text + skipped, length - skipped);
  }

  /** As PostgreSQL: positions before 1 count towards {@code count} but give nothing. */
  public static void substring(long text, int length, long start, long count, Slice result) {
    if (count < 0) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Negative length of a substring: length=" + count);
    }
    long end = start + count;
    if (start > 0 && end < 0) {
      end = Long.MAX_VALUE;
    }
    int skipped = start <= 1 ? 0 : Utf8.offset(text, length, start - 1);
    long wanted = end - Math.max(start, 1);
    int taken = wanted <= 0 ? 0 : Utf8.offset(text + skipped, length - skipped, wanted);
    result.set(text + skipped, taken);
  }

  /** Returns the first {@code count} code points; all but the last ones if it is negative. */
  public static void left(long text, int length, long count, Slice result) {
    if (count >= 0) {
      result.set(text, Utf8.offset(text, length, count));
      return;
    }
    result.set(text, fromEnd(text, length, -count));
  }

  /** Returns the last {@code count} code points; all but the first ones if it is negative. */
  public static void right(long text, int length, long count, Slice result) {
    int start = count >= 0 ? fromEnd(text, length, count) : Utf8.offset(text, length, -count);
    result.set(text + start, length - start);
  }

  private static int fromEnd(long text, int length, long count) {
    int offset = length;
    for (long i = 0; i < count && offset > 0; i++) {
      offset = Utf8.previous(text, offset);
    }
    return offset;
  }

  public static void trim(long text, int length, Slice result) {
    trimRight(text, length, result);
    trimLeft(result.address, result.length, result);
  }

  public static void trimLeft(long text, int length, Slice result) {
    int start = 0;
    while (start < length && Memory.getByte(text + start) == ' ') {
      start++;
    }
    result.set(text + start, length - start);
  }

  public static void trimRight(long text, int length, Slice result) {
    int end = length;
    while (end > 0 && Memory.getByte(text + end - 1) == ' ') {
      end--;
    }
    result.set(text, end);
  }

  public static void trim(long text, int length, long characters, int setLength, Slice result) {
    trimRight(text, length, characters, setLength, result);
    trimLeft(result.address, result.length, characters, setLength, result);
  }

  public static void trimLeft(long text, int length, long characters, int setLength, Slice result) {
    int start = 0;
    while (start < length) {
      int next = Utf8.next(text, length, start);
      if (!isOneOf(text + start, next - start, characters, setLength)) {
        break;
      }
      start = next;
    }
    result.set(text + start, length - start);
  }

  public static void trimRight(
      long text, int length, long characters, int setLength, Slice result) {
    int end = length;
    while (end > 0) {
      int previous = Utf8.previous(text, end);
      if (!isOneOf(text + previous, end - previous, characters, setLength)) {
        break;
      }
      end = previous;
    }
    result.set(text, end);
  }

  private static boolean isOneOf(long character, int size, long characters, int setLength) {
    for (int i = 0; i < setLength; ) {
      int next = Utf8.next(characters, setLength, i);
      if (Bytes.equal(character, size, characters + i, next - i)) {
        return true;
      }
      i = next;
    }
    return false;
  }

  public static void concat(long a, int lengthA, long b, int lengthB, Slice result) {
    if (lengthB == 0) {
      result.set(a, lengthA);
    } else if (lengthA == 0) {
      result.set(b, lengthB);
    } else {
      Bytes.copy(b, result.extend(a, lengthA, lengthB), lengthB);
    }
  }

  /** Leaves out as many bytes at the front as {@code prefix} has, if there are so many. */
  public static void withoutPrefix(
      long text, int length, long prefix, int prefixLength, Slice result) {
    int skipped = Math.min(length, prefixLength);
    result.set(text + skipped, length - skipped);
  }

  public static void repeat(long text, int length, long times, Slice result) {
    if (times <= 0 || length == 0) {
      result.set(text, 0);
      return;
    }
    if (times > Scratch.MAX_VALUE_BYTES / length) {
      throw tooLong(times + " times " + length + " bytes");
    }
    int total = (int) (length * times);
    long target = result.allocate(total);
    Bytes.copy(text, target, length);
    // Doubles what is there, so that short texts are not copied one by one.
    for (int done = length; done < total; done = Math.min(total, 2 * done)) {
      Bytes.copy(target, target + done, Math.min(done, total - done));
    }
  }

  public static void padLeft(long text, int length, long size, Slice result) {
    padLeft(text, length, size, SPACE.address(), 1, result);
  }

  public static void padRight(long text, int length, long size, Slice result) {
    padRight(text, length, size, SPACE.address(), 1, result);
  }

  /** Cuts or fills up to {@code size} code points. */
  public static void padLeft(
      long text, int length, long size, long fill, int fillLength, Slice result) {
    long missing = size - Utf8.count(text, length);
    if (missing <= 0 || fillLength == 0) {
      result.set(text, Utf8.offset(text, length, Math.max(0, size)));
      return;
    }
    long target = result.allocate(length + paddingBytes(missing));
    int written = pad(target, missing, fill, fillLength);
    Bytes.copy(text, target + written, length);
    result.shorten(written + length);
  }

  /** Cuts or fills up to {@code size} code points. */
  public static void padRight(
      long text, int length, long size, long fill, int fillLength, Slice result) {
    long missing = size - Utf8.count(text, length);
    if (missing <= 0 || fillLength == 0) {
      result.set(text, Utf8.offset(text, length, Math.max(0, size)));
      return;
    }
    long target = result.allocate(length + paddingBytes(missing));
    Bytes.copy(text, target, length);
    result.shorten(length + pad(target + length, missing, fill, fillLength));
  }

  private static long paddingBytes(long codePoints) {
    if (codePoints > Scratch.MAX_VALUE_BYTES / 4) {
      throw tooLong(codePoints + " characters");
    }
    return codePoints * 4;
  }

  private static int pad(long target, long codePoints, long fill, int fillLength) {
    int written = 0;
    int offset = 0;
    for (long i = 0; i < codePoints; i++) {
      int next = Utf8.next(fill, fillLength, offset);
      Bytes.copy(fill + offset, target + written, next - offset);
      written += next - offset;
      offset = next == fillLength ? 0 : next;
    }
    return written;
  }

  public static void reverse(long text, int length, Slice result) {
    long target = result.allocate(length);
    int offset = 0;
    while (offset < length) {
      int next = Utf8.next(text, length, offset);
      Bytes.copy(text + offset, target + length - next, next - offset);
      offset = next;
    }
  }

  public static void replace(
      long text, int length, long from, int fromLength, long to, int toLength, Slice result) {
    int found = fromLength == 0 ? -1 : Bytes.indexOf(text, length, 0, from, fromLength);
    if (found < 0) {
      result.set(text, length);
      return;
    }
    int copied = 0;
    result.set(text, 0);
    while (found >= 0) {
      append(result, text + copied, found - copied);
      append(result, to, toLength);
      copied = found + fromLength;
      found = Bytes.indexOf(text, length, copied, from, fromLength);
    }
    append(result, text + copied, length - copied);
  }

  private static void append(Slice result, long bytes, int length) {
    if (length > 0) {
      Bytes.copy(bytes, result.extend(result.address, result.length, length), length);
    }
  }

  /** Replaces each character of {@code from} by the one at the same place in {@code to}, if any. */
  public static void translate(
      long text, int length, long from, int fromLength, long to, int toLength, Slice result) {
    long target = result.allocate(4L * length);
    int written = 0;
    for (int i = 0; i < length; ) {
      int next = Utf8.next(text, length, i);
      int place = indexOfCharacter(text + i, next - i, from, fromLength);
      if (place < 0) {
        Bytes.copy(text + i, target + written, next - i);
        written += next - i;
      } else {
        int start = Utf8.offset(to, toLength, place);
        if (start < toLength) {
          int end = Utf8.next(to, toLength, start);
          Bytes.copy(to + start, target + written, end - start);
          written += end - start;
        }
      }
      i = next;
    }
    result.shorten(written);
  }

  private static int indexOfCharacter(long character, int size, long set, int setLength) {
    int index = 0;
    for (int i = 0; i < setLength; index++) {
      int next = Utf8.next(set, setLength, i);
      if (Bytes.equal(character, size, set + i, next - i)) {
        return index;
      }
      i = next;
    }
    return -1;
  }

  /** Returns the {@code index}-th part between delimiters, from the end if it is negative. */
  public static void splitPart(
      long text, int length, long delimiter, int delimiterLength, long index, Slice result) {
    if (index == 0) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Part of a split text is counted from 1: index=0");
    }
    if (delimiterLength == 0) {
      result.set(text, index == 1 || index == -1 ? length : 0);
      return;
    }
    long wanted =
        index > 0 ? index : partCount(text, length, delimiter, delimiterLength) + index + 1;
    int start = 0;
    for (long part = 1; start >= 0 && wanted > 0; part++) {
      int end = Bytes.indexOf(text, length, start, delimiter, delimiterLength);
      if (part == wanted) {
        result.set(text + start, (end < 0 ? length : end) - start);
        return;
      }
      start = end < 0 ? -1 : end + delimiterLength;
    }
    result.set(text, 0);
  }

  private static long partCount(long text, int length, long delimiter, int delimiterLength) {
    long parts = 1;
    int found = Bytes.indexOf(text, length, 0, delimiter, delimiterLength);
    while (found >= 0) {
      parts++;
      found = Bytes.indexOf(text, length, found + delimiterLength, delimiter, delimiterLength);
    }
    return parts;
  }

  public static void overlay(
      long text, int length, long other, int otherLength, long start, Slice result) {
    overlay(text, length, other, otherLength, start, Utf8.count(other, otherLength), result);
  }

  /** Puts {@code other} in the place of {@code count} code points from {@code start} on. */
  public static void overlay(
      long text, int length, long other, int otherLength, long start, long count, Slice result) {
    if (start < 1 || count < 0) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Place of an overlay is not in the text: start=" + start + ", length=" + count);
    }
    int from = Utf8.offset(text, length, start - 1);
    int to = from + Utf8.offset(text + from, length - from, count);
    result.set(text, 0);
    append(result, text, from);
    append(result, other, otherLength);
    append(result, text + to, length - to);
  }

  /** Returns the character of a code point. */
  public static void character(long codePoint, Slice result) {
    boolean valid =
        codePoint > 0
            && codePoint <= Character.MAX_CODE_POINT
            && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    if (!valid) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Not a character: code point=" + codePoint);
    }
    result.allocate(4);
    result.shorten(Utf8.put((int) codePoint, result.address));
  }

  private static QueryException tooLong(String size) {
    return new QueryException(
        ErrorCode.INVALID_ARGUMENT,
        "Text is too long: size=" + size + ", at most=" + Scratch.MAX_VALUE_BYTES + " bytes");
  }
}
