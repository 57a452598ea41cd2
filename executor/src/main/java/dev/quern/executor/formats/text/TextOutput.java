package dev.quern.executor.formats.text;

import dev.quern.executor.formats.files.FileOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** A text file being written, compressed if wanted; appears under its name when it is finished. */
public final class TextOutput implements AutoCloseable {
  private static final int FLUSH_BYTES = 1 << 16;

  private final FileOutput file;
  private final OutputStream stream;
  private final TextBuffer buffer;
  private boolean isStreamOpen = true;

  /**
   * @param buffer where the caller puts its text; emptied into the file
   */
  public TextOutput(
      String path, Compression compression, TextBuffer buffer, LongConsumer bytesWritten) {
    this.buffer = buffer;
    this.file = new FileOutput(Path.of(path), bytesWritten);
    try {
      this.stream = compression.compress(file.stream());
    } catch (IOException e) {
      try (file) {
        throw file.failed(e);
      }
    }
  }

  /** Empties the buffer if it holds much. */
  public void flushIfLarge() {
    if (buffer.size() >= FLUSH_BYTES) {
      flush();
    }
  }

  private void flush() {
    try {
      stream.write(buffer.bytes(), 0, buffer.size());
    } catch (IOException e) {
      throw file.failed(e);
    }
    buffer.setSize(0);
  }

  /** Writes the rest of the buffer and gives the file its name. */
  public void finish() {
    flush();
    closeStream();
    file.commit();
  }

  /** A compressing stream holds memory of its own, also when the file is given up. */
  private void closeStream() {
    if (isStreamOpen) {
      isStreamOpen = false;
      try {
        stream.close();
      } catch (IOException e) {
        throw file.failed(e);
      }
    }
  }

  /** Removes the file unless it is finished. */
  @Override
  public void close() {
    try (file) {
      closeStream();
    }
  }
}
