package dev.quern.executor.expressions.functions.string;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.Utf8;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/**
 * A text off the heap as the regular expression engine reads it. Counts the characters read, so
 * that a pattern that backtracks without end is an error and not a hang. ASCII is read in place.
 */
final class GuardedText implements CharSequence {
  private static final long MAX_READS = 20_000_000;
  private static final long READS_PER_BYTE = 2_000;

  private long address;
  private int length;
  private String decoded = "";
  private boolean isAscii = true;
  private long readsLeft;

  /** Turns to another text. */
  void set(long newAddress, int newLength) {
    address = newAddress;
    length = newLength;
    isAscii = Utf8.isAscii(newAddress, newLength);
    decoded = isAscii ? "" : Bytes.toString(newAddress, newLength);
    readsLeft = Math.max(MAX_READS, newLength * READS_PER_BYTE);
  }

  boolean isAscii() {
    return isAscii;
  }

  long address() {
    return address;
  }

  @Override
  public int length() {
    return isAscii ? length : decoded.length();
  }

  @Override
  public char charAt(int index) {
    if (--readsLeft < 0) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Regular expression takes too many steps on a text: length="
              + length
              + "; avoid nested repetitions such as (a+)+");
    }
    return isAscii ? (char) Memory.getByte(address + index) : decoded.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return toString().substring(start, end);
  }

  @Override
  public String toString() {
    return isAscii ? Bytes.toString(address, length) : decoded;
  }
}
