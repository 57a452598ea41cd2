package dev.quern.executor.expressions.functions.string;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.Utf8;

/** Functions that measure and search texts. */
public final class Searches {
  private Searches() {}

  public static long length(long text, int length) {
    return Utf8.count(text, length);
  }

  public static long octetLength(long text, int length) {
    return length;
  }

  public static long bitLength(long text, int length) {
    return 8L * length;
  }

  /** Returns the position from 1 of {@code sought} in {@code text}, or 0. */
  public static long position(long sought, int soughtLength, long text, int length) {
    int found = Bytes.indexOf(text, length, 0, sought, soughtLength);
    return found < 0 ? 0 : Utf8.count(text, found) + 1L;
  }

  /** As {@link #position} with the operands the other way round. */
  public static long positionIn(long text, int length, long sought, int soughtLength) {
    return position(sought, soughtLength, text, length);
  }

  public static boolean startsWith(long text, int length, long prefix, int prefixLength) {
    return length >= prefixLength && Bytes.equal(text, prefix, prefixLength);
  }

  public static boolean endsWith(long text, int length, long suffix, int suffixLength) {
    return length >= suffixLength
        && Bytes.equal(text + length - suffixLength, suffix, suffixLength);
  }

  public static boolean contains(long text, int length, long sought, int soughtLength) {
    return Bytes.indexOf(text, length, 0, sought, soughtLength) >= 0;
  }

  /** Returns the code point of the first character, 0 if there is none. */
  public static long firstCodePoint(long text, int length) {
    return length == 0 ? 0 : Math.max(0, Utf8.codePoint(text, length, 0));
  }

  /** Returns how many characters must be changed, added or removed to get from one to the other. */
  public static long levenshtein(long a, int lengthA, long b, int lengthB) {
    int[] first = Bytes.toString(a, lengthA).codePoints().toArray();
    int[] second = Bytes.toString(b, lengthB).codePoints().toArray();
    int[] distances = new int[second.length + 1];
    for (int j = 0; j < distances.length; j++) {
      distances[j] = j;
    }
    for (int i = 1; i <= first.length; i++) {
      int diagonal = distances[0];
      distances[0] = i;
      for (int j = 1; j < distances.length; j++) {
        int replaced = diagonal + (first[i - 1] == second[j - 1] ? 0 : 1);
        diagonal = distances[j];
        distances[j] = Math.min(replaced, 1 + Math.min(distances[j], distances[j - 1]));
      }
    }
    return distances[second.length];
  }
}
