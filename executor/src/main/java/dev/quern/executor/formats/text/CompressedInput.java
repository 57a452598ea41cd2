package dev.quern.executor.formats.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A file under a decoder: remembers if reading it failed, which is no damage of its content. */
final class CompressedInput extends FilterInputStream {
  private @Nullable IOException failure;

  CompressedInput(InputStream file) {
    super(file);
  }

  /** Returns why reading the file failed, or null if it did not. */
  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
