package dev.quern.executor.formats.text;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one file, after decompression. */
public interface ByteSource extends Closeable {
  /**
   * Reads bytes from {@code position} into the rest of {@code target}. A compressed source can only
   * go on where the call before ended.
   *
   * @return how many were read, at least one; -1 at the end
   */
  int read(long position, ByteBuffer target) throws IOException;
}
