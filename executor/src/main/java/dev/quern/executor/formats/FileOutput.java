package dev.quern.executor.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.LongConsumer;

/** A file that appears under its name only when it is committed. */
public final class FileOutput implements AutoCloseable {
  private final Path path;
  private final Path temporary;
  private final FileChannel channel;
  private final LongConsumer bytesWritten;
  private long position;

  public FileOutput(Path path, LongConsumer bytesWritten) throws IOException {
    this.path = path;
    this.temporary =
        path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
    this.bytesWritten = bytesWritten;
    this.channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  public long position() {
    return position;
  }

  public void write(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    position += length;
    bytesWritten.accept(length);
  }

  public void commit() throws IOException {
    channel.close();
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes what was not committed. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(temporary);
  }
}
