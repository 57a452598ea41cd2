package dev.quern.executor.formats.json;

import dev.quern.executor.formats.text.ByteSource;
import dev.quern.executor.formats.text.Compression;
import dev.quern.executor.formats.text.TextFiles;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One file of a source: how to open it, and the errors that name a place in it. */
record JsonFile(String path, JsonOptions options) {
  private static final int BLOCK_BYTES = 1 << 16;
  private static final int EXCERPT_BYTES = 120;

  /** Opens the file, through decompression if need be. */
  ByteSource open() {
    return TextFiles.open(path, options.compression(path));
  }

  /** Returns whether the file can only be read from its start to its end. */
  boolean isStream() {
    return options.compression(path) != Compression.NONE;
  }

  /** Returns the error of bytes that are no JSON. */
  QueryException malformed(long offset, String reason, String remedy) {
    return error(ErrorCode.MALFORMED_FILE, "Not valid JSON", offset, ", reason=" + reason + remedy);
  }

  /** Returns an error about the line of {@code offset}. Reads the file up to there. */
  QueryException error(ErrorCode code, String what, long offset, String particulars) {
    return new QueryException(
        code, what + ": file=" + path + ", line=" + line(offset) + particulars);
  }

  /** Returns bytes of the file as they are shown in messages. */
  static String excerpt(byte[] bytes) {
    boolean isCut = bytes.length > EXCERPT_BYTES;
    String text =
        new String(bytes, 0, Math.min(bytes.length, EXCERPT_BYTES), StandardCharsets.UTF_8);
    return text.replace("\n", "\\n").replace("\r", "\\r") + (isCut ? "..." : "");
  }

  private long line(long offset) {
    long line = 1;
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    try (ByteSource source = open()) {
      long position = 0;
      while (position < offset) {
        block.clear().limit((int) Math.min(BLOCK_BYTES, offset - position));
        int count = source.read(position, block);
        if (count < 0) {
          break;
        }
        for (int i = 0; i < count; i++) {
          line += block.get(i) == '\n' ? 1 : 0;
        }
        position += count;
      }
    } catch (IOException e) {
      throw TextFiles.failure(path, e);
    }
    return line;
  }
}
