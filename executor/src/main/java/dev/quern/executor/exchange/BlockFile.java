package dev.quern.executor.exchange;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.TemporarySpace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A new file of blocks, written through one buffer: a block is copied there and from there to the
 * system, and its checksum is made on the way. Not thread-safe.
 */
final class BlockFile implements BlockCodec.Sink, Closeable {
  private final FileChannel channel;
  private final TemporarySpace temporarySpace;
  private final FileBuffers buffers;
  private final FileBuffers.FileBuffer buffer;
  private final CRC32C checksum = new CRC32C();
  private long offset;
  private int checked;

  BlockFile(Path path, FileBuffers buffers, TemporarySpace temporarySpace) throws IOException {
    this.channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    this.temporarySpace = temporarySpace;
    this.buffers = buffers;
    this.buffer = buffers.take();
    bytes().order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer bytes() {
    return buffer.bytes();
  }

  /** Returns how many bytes were put so far. */
  long offset() {
    return offset + bytes().position();
  }

  @Override
  public void putInt(int value) throws IOException {
    room(Integer.BYTES);
    bytes().putInt(value);
  }

  @Override
  public void putLong(long value) throws IOException {
    room(Long.BYTES);
    bytes().putLong(value);
  }

  @Override
  public void put(long address, long count) throws IOException {
    long done = 0;
    while (done < count) {
      room(1);
      int position = bytes().position();
      int part = (int) Math.min(count - done, bytes().remaining());
      Memory.copy(address + done, buffer.address() + position, part);
      bytes().position(position + part);
      done += part;
    }
  }

  @Override
  public void put(long address, NarrowValues narrow) throws IOException {
    if (!narrow.isNarrow()) {
      put(address, narrow.bytes());
      return;
    }
    int width = narrow.storedWidth();
    if (width == 0) {
      return;
    }
    for (int done = 0; done < narrow.count(); ) {
      room(width);
      int position = bytes().position();
      int part = Math.min(narrow.count() - done, bytes().remaining() / width);
      narrow.write(address + (long) done * narrow.valueWidth(), part, buffer.address() + position);
      bytes().position(position + part * width);
      done += part;
    }
  }

  @Override
  public void pad(int count) throws IOException {
    room(Long.BYTES);
    for (int i = 0; i < count; i++) {
      bytes().put((byte) 0);
    }
  }

  /** Returns the CRC32C of what was put since it was last asked. */
  int takeChecksum() {
    check();
    int value = (int) checksum.getValue();
    checksum.reset();
    return value;
  }

  private void check() {
    ByteBuffer unchecked = bytes().duplicate();
    unchecked.flip().position(checked);
    checksum.update(unchecked);
    checked = bytes().position();
  }

  private void room(int count) throws IOException {
    if (bytes().remaining() < count) {
      flush();
    }
  }

  /** Writes what is in the buffer. */
  void flush() throws IOException {
    check();
    temporarySpace.count(bytes().position());
    bytes().flip();
    offset += bytes().limit();
    while (bytes().hasRemaining()) {
      channel.write(bytes());
    }
    bytes().clear();
    checked = 0;
  }

  /** Closes the file as it is; what was not flushed is lost. Does nothing the second time. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      buffers.giveBack(buffer);
      channel.close();
    }
  }
}
