package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.SpillFile;
import java.nio.file.Path;

/**
 * A sorted run on disk.
 *
 * <pre>
 * file   block*
 * block  rawBytes int32 | storedBytes int32 | crc32c(raw) int32 | LZ4-compressed rows, whole ones
 * </pre>
 *
 * @param operator who wrote it, for messages
 * @param path the file
 * @param rowCount rows in it
 * @param fileBytes its size
 * @param largestBlockBytes size of the largest block before compression
 */
record RunFile(String operator, Path path, long rowCount, long fileBytes, int largestBlockBytes) {
  static final int HEADER_BYTES = 3 * Integer.BYTES;

  /** Removes the file. */
  void delete() {
    SpillFile.delete(path);
  }
}
