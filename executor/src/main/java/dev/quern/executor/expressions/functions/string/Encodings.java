package dev.quern.executor.expressions.functions.string;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Digests and the texts of bytes. */
public final class Encodings {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Encodings() {}

  public static void md5(long text, int length, Slice result) {
    digest("MD5", text, length, result);
  }

  public static void sha1(long text, int length, Slice result) {
    digest("SHA-1", text, length, result);
  }

  public static void sha256(long text, int length, Slice result) {
    digest("SHA-256", text, length, result);
  }

  private static void digest(String algorithm, long text, int length, Slice result) {
    try {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(Bytes.toArray(text, length));
      long target = result.allocate(2L * digest.length);
      for (int i = 0; i < digest.length; i++) {
        putHex(digest[i], target + 2L * i);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has this digest: " + algorithm, e);
    }
  }

  /** Writes bytes as lower-case hexadecimal digits. */
  public static void hex(long text, int length, Slice result) {
    long target = result.allocate(2L * length);
    for (int i = 0; i < length; i++) {
      putHex(Memory.getByte(text + i), target + 2L * i);
    }
  }

  private static void putHex(byte value, long target) {
    Memory.putByte(target, DIGITS[value >> 4 & 15]);
    Memory.putByte(target + 1, DIGITS[value & 15]);
  }

  /** Writes a number as hexadecimal digits, a negative one in two's complement. */
  public static void hex(long number, Slice result) {
    result.setBytes(Long.toHexString(number).getBytes(StandardCharsets.US_ASCII));
  }

  public static void unhex(long text, int length, Slice result) {
    if (length % 2 != 0) {
      throw invalid("hexadecimal", text, length);
    }
    long target = result.allocate(length / 2);
    for (int i = 0; i < length / 2; i++) {
      int high = Character.digit(Memory.getByte(text + 2L * i), 16);
      int low = Character.digit(Memory.getByte(text + 2L * i + 1), 16);
      if (high < 0 || low < 0) {
        throw invalid("hexadecimal", text, length);
      }
      Memory.putByte(target + i, (byte) (high << 4 | low));
    }
  }

  public static void toBase64(long text, int length, Slice result) {
    result.setBytes(Base64.getEncoder().encode(Bytes.toArray(text, length)));
  }

  public static void fromBase64(long text, int length, Slice result) {
    try {
      result.setBytes(Base64.getDecoder().decode(Bytes.toArray(text, length)));
    } catch (IllegalArgumentException e) {
      throw invalid("base64", text, length);
    }
  }

  private static QueryException invalid(String encoding, long text, int length) {
    String shown = Bytes.toString(text, Math.min(length, 80));
    return new QueryException(
        ErrorCode.INVALID_ARGUMENT,
        "Text is not " + encoding + ": value=\"" + shown + "\", length=" + length);
  }
}
