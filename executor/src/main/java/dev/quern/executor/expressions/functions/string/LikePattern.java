package dev.quern.executor.expressions.functions.string;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.NativeBytes;
import dev.quern.executor.expressions.values.Utf8;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A parsed LIKE pattern: pieces between {@code %}, each of them bytes and {@code _}. The first
 * piece is at the start of a matching text and the last at its end; those between are found from
 * left to right, so that matching takes at most (text length x pattern length) steps.
 */
final class LikePattern {
  /** No escape character. */
  static final int NO_ESCAPE = -1;

  /**
   * What lies between two {@code %}: runs of bytes, and before each run (and after the last) some
   * {@code _}.
   */
  private static final class Piece {
    final List<NativeBytes> runs = new ArrayList<>();
    final List<Integer> anyBefore = new ArrayList<>();
    int anyAtEnd;
    int minimumBytes;

    boolean isPlain() {
      return anyAtEnd == 0 && runs.size() <= 1 && (runs.isEmpty() || anyBefore.get(0) == 0);
    }
  }

  private final List<Piece> pieces = new ArrayList<>();

  /** Parses UTF-8 bytes. */
  LikePattern(byte[] pattern, int escape) {
    Piece piece = new Piece();
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    int i = 0;
    while (i < pattern.length) {
      byte b = pattern[i];
      if (escape != NO_ESCAPE && b == (byte) escape) {
        i++;
        if (i == pattern.length) {
          throw new QueryException(
              ErrorCode.INVALID_ARGUMENT,
              "LIKE pattern ends with its escape character: pattern="
                  + new String(pattern, StandardCharsets.UTF_8));
        }
        run.write(pattern[i]);
      } else if (b == '%') {
        endRun(piece, run);
        pieces.add(piece);
        piece = new Piece();
      } else if (b == '_') {
        endRun(piece, run);
        piece.anyAtEnd++;
        piece.minimumBytes++;
      } else {
        run.write(b);
      }
      i++;
    }
    endRun(piece, run);
    pieces.add(piece);
  }

  private static void endRun(Piece piece, ByteArrayOutputStream run) {
    if (run.size() > 0) {
      piece.anyBefore.add(piece.anyAtEnd);
      piece.anyAtEnd = 0;
      piece.runs.add(new NativeBytes(run.toByteArray()));
      piece.minimumBytes += run.size();
      run.reset();
    }
  }

  boolean matches(long text, int length) {
    Piece first = pieces.get(0);
    int position = matchAt(first, text, length, 0);
    if (pieces.size() == 1) {
      return position == length;
    }
    if (position < 0) {
      return false;
    }
    int last = pieces.size() - 1;
    for (int i = 1; i < last; i++) {
      position = find(pieces.get(i), text, length, position);
      if (position < 0) {
        return false;
      }
    }
    return endsWith(pieces.get(last), text, length, position);
  }

  /** Returns where the piece ends if it lies at {@code from}, else -1. */
  private static int matchAt(Piece piece, long text, int length, int from) {
    int position = from;
    for (int i = 0; i < piece.runs.size(); i++) {
      position = skip(piece.anyBefore.get(i), text, length, position);
      NativeBytes run = piece.runs.get(i);
      int size = run.length();
      if (position < 0
          || size > length - position
          || !Bytes.equal(text + position, run.address(), size)) {
        return -1;
      }
      position += size;
    }
    return skip(piece.anyAtEnd, text, length, position);
  }

  private static int skip(int codePoints, long text, int length, int from) {
    int position = from;
    for (int i = 0; i < codePoints; i++) {
      if (position < 0 || position >= length) {
        return -1;
      }
      position = Utf8.next(text, length, position);
    }
    return position;
  }

  /** Returns where the leftmost occurrence at or after {@code from} ends, or -1. */
  private static int find(Piece piece, long text, int length, int from) {
    if (piece.isPlain()) {
      if (piece.runs.isEmpty()) {
        return from;
      }
      NativeBytes run = piece.runs.get(0);
      int found = Bytes.indexOf(text, length, from, run.address(), run.length());
      return found < 0 ? -1 : found + run.length();
    }
    int start = from;
    while (start + piece.minimumBytes <= length) {
      int end = matchAt(piece, text, length, start);
      if (end >= 0) {
        return end;
      }
      start = Utf8.next(text, length, start);
    }
    return -1;
  }

  /** Returns whether the text from {@code from} on ends with the piece. */
  private static boolean endsWith(Piece piece, long text, int length, int from) {
    if (piece.isPlain()) {
      if (piece.runs.isEmpty()) {
        return true;
      }
      NativeBytes run = piece.runs.get(0);
      int size = run.length();
      return length - from >= size && Bytes.equal(text + length - size, run.address(), size);
    }
    int start = from;
    while (start + piece.minimumBytes <= length) {
      if (isStart(text, start) && matchAt(piece, text, length, start) == length) {
        return true;
      }
      start++;
    }
    return false;
  }

  private static boolean isStart(long text, int offset) {
    return !Utf8.isContinuation(Memory.getByte(text + offset));
  }
}
