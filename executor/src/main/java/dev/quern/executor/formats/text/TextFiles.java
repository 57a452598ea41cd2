package dev.quern.executor.formats.text;

import dev.quern.plan.errors.Checks;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files as {@link ByteSource}s. */
public final class TextFiles {
  private static final int COPY_BYTES = 1 << 16;

  private TextFiles() {}

  /**
   * Opens a file, through decompression.
   *
   * @throws QueryException FILE_NOT_FOUND, STORAGE_FAILURE or MALFORMED_FILE
   */
  public static ByteSource open(String path, Compression compression) {
    try {
      if (compression == Compression.NONE) {
        return new ChannelSource(FileChannel.open(Path.of(path), StandardOpenOption.READ));
      }
      return of(compression.decompress(Files.newInputStream(Path.of(path))));
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /** Returns a source that can only be read from start to end. */
  public static ByteSource of(InputStream stream) {
    return new StreamSource(stream);
  }

  /** Returns the error of a read that failed. */
  public static QueryException failure(String path, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new QueryException(ErrorCode.FILE_NOT_FOUND, "File not found: " + path, cause);
    }
    if (cause instanceof DamagedStreamException) {
      return new QueryException(
          ErrorCode.MALFORMED_FILE,
          "Damaged compressed file: file=" + path + ", reason=" + cause.getMessage(),
          cause);
    }
    return new QueryException(
        ErrorCode.STORAGE_FAILURE,
        "Cannot read file: file=" + path + ", reason=" + cause.getMessage(),
        cause);
  }

  private record ChannelSource(FileChannel channel) implements ByteSource {
    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      return channel.read(target, position);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class StreamSource implements ByteSource {
    private final InputStream stream;
    private final byte[] copy = new byte[COPY_BYTES];
    private long position;

    StreamSource(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read(long from, ByteBuffer target) throws IOException {
      Checks.check(from == position, "stream is at %s, not at %s", position, from);
      int count = stream.read(copy, 0, Math.min(copy.length, target.remaining()));
      if (count > 0) {
        target.put(copy, 0, count);
        position += count;
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
