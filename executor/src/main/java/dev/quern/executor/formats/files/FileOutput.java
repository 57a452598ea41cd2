package dev.quern.executor.formats.files;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * A file that appears under its name only when it is committed. Every method may throw the {@link
 * QueryException} that {@link #failed} makes.
 */
public final class FileOutput implements AutoCloseable {
  private final Path path;
  private final Path temporary;
  private final FileChannel channel;
  private final LongConsumer bytesWritten;
  private long position;

  /** Creates a hidden file beside {@code path}. */
  public FileOutput(Path path, LongConsumer bytesWritten) {
    this.path = path;
    this.temporary =
        path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
    this.bytesWritten = bytesWritten;
    try {
      this.channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Returns how many bytes are written. */
  public long position() {
    return position;
  }

  /** Writes the bytes that remain. */
  public void write(ByteBuffer bytes) {
    int length = bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
    position += length;
    bytesWritten.accept(length);
  }

  /** Returns a stream that writes to this file; closing the stream does nothing. */
  public OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int value) {
        FileOutput.this.write(ByteBuffer.wrap(new byte[] {(byte) value}));
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        FileOutput.this.write(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  /** Gives the file its name, in the place of a file that had it. */
  public void commit() {
    try {
      channel.close();
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Returns the error that tells a user that this file cannot be written. */
  public QueryException failed(IOException cause) {
    return new QueryException(
        ErrorCode.ofFailedWrite(cause),
        "Cannot write file: file=" + path + ", reason=" + cause.getMessage(),
        cause);
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
