package dev.quern.executor.formats.arrow;

import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An open file of either format.
 *
 * <pre>
 * file    "ARROW1" 0 0, messages, footer, footer length (4 bytes), "ARROW1"
 * stream  schema message, messages, end mark or end of file
 * message 0xFFFFFFFF, length (4), metadata padded to 8 bytes, body
 * </pre>
 */
final class IpcFile implements AutoCloseable {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FEATHER_1 = "FEA1".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_METADATA_BYTES = 256 << 20;
  private static final int CONTINUATION = -1;
  private static final int LEAST_FILE_BYTES = 20;

  private final String path;
  private final FileChannel channel;
  private final long size;
  private final boolean isStream;
  private final Schema schema;
  private final long firstMessage;
  private final List<Long> dictionaryBlocks = new ArrayList<>();
  private final List<Long> recordBlocks = new ArrayList<>();

  /**
   * A message of the file.
   *
   * @param start offset of its first byte
   * @param next offset of the first byte after its body
   */
  record IpcMessage(Message metadata, long start, long body, long bodyLength, long next) {}

  private IpcFile(String path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
    byte[] head = read(0, (int) Math.min(size, 8)).array();
    if (startsWith(head, FEATHER_1)) {
      throw IpcErrors.malformed(path, 0, "it is of version 1 of Feather; write version 2", null);
    }
    this.isStream = !startsWith(head, MAGIC);
    if (isStream) {
      IpcMessage first = next(0);
      if (first == null) {
        throw IpcErrors.malformed(path, 0, "it has no schema", null);
      }
      this.schema = checked(0, () -> schemaOf(first));
      this.firstMessage = first.next();
    } else {
      this.schema = readFooter();
      this.firstMessage = 0;
    }
  }

  static IpcFile open(String path) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(Path.of(path), StandardOpenOption.READ);
      return new IpcFile(path, channel);
    } catch (IOException e) {
      throw IpcErrors.failed(path, closed(channel, e));
    } catch (RuntimeException | Error e) {
      closed(channel, e);
      throw e;
    }
  }

  private static <T extends Throwable> T closed(@Nullable FileChannel channel, T failure) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  String path() {
    return path;
  }

  long size() {
    return size;
  }

  /** Returns whether the file has no footer, and can only be read from its start on. */
  boolean isStream() {
    return isStream;
  }

  Schema schema() {
    return schema;
  }

  /** Returns the offset of the first message after the schema; streams only. */
  long firstMessage() {
    return firstMessage;
  }

  /** Returns the offsets of record batches, ascending; files only. */
  List<Long> recordBlocks() {
    return recordBlocks;
  }

  List<Long> dictionaryBlocks() {
    return dictionaryBlocks;
  }

  private Schema readFooter() {
    if (size < LEAST_FILE_BYTES) {
      throw IpcErrors.malformed(path, size, "it is cut short", null);
    }
    long tail = size - MAGIC.length - 4;
    ByteBuffer end = read(tail, MAGIC.length + 4);
    int length = end.getInt(0);
    byte[] magic = new byte[MAGIC.length];
    end.get(4, magic);
    if (!Arrays.equals(magic, MAGIC) || length <= 0 || length > tail - 8) {
      throw IpcErrors.malformed(path, tail, "it has no footer, and may be cut short", null);
    }
    ByteBuffer bytes = read(tail - length, length);
    return checked(
        tail - length,
        () -> {
          Footer footer = Footer.getRootAsFooter(bytes);
          addBlocks(footer.dictionariesLength(), footer::dictionaries, dictionaryBlocks);
          addBlocks(footer.recordBatchesLength(), footer::recordBatches, recordBlocks);
          recordBlocks.sort(null);
          return converted(footer.schema());
        });
  }

  private interface BlockAt {
    Block block(int index);
  }

  private void addBlocks(int count, BlockAt blocks, List<Long> offsets) {
    // Each block takes 24 bytes of the footer.
    if (count < 0 || count > size / 24) {
      throw new IllegalArgumentException("number of blocks: " + count);
    }
    for (int i = 0; i < count; i++) {
      long offset = blocks.block(i).offset();
      if (offset < 0 || offset >= size) {
        throw new IllegalArgumentException("offset of a block: " + offset);
      }
      offsets.add(offset);
    }
  }

  private static Schema schemaOf(IpcMessage message) {
    if (message.metadata().headerType() != MessageHeader.Schema) {
      throw new IllegalArgumentException("it does not begin with a schema");
    }
    org.apache.arrow.flatbuf.Schema found = new org.apache.arrow.flatbuf.Schema();
    if (message.metadata().header(found) == null) {
      throw new IllegalArgumentException("it does not begin with a schema");
    }
    return converted(found);
  }

  private static Schema converted(org.apache.arrow.flatbuf.Schema found) {
    if (found.endianness() != Endianness.Little) {
      throw new IllegalArgumentException("its byte order is big-endian");
    }
    return Schema.convertSchema(found);
  }

  /** Returns the message at an offset; null at the end of a stream. */
  @Nullable IpcMessage next(long offset) {
    if (size - offset < 4) {
      return null;
    }
    int length = read(offset, 4).getInt(0);
    long metadata = offset + 4;
    if (length == CONTINUATION) {
      if (size - offset < 8) {
        throw IpcErrors.malformed(path, offset, "it is cut short", null);
      }
      length = read(offset + 4, 4).getInt(0);
      metadata += 4;
    }
    if (length == 0) {
      return null;
    }
    if (length < 0 || length > MAX_METADATA_BYTES || metadata + length > size) {
      throw IpcErrors.malformed(path, offset, "it is no Arrow data, or cut short", null);
    }
    ByteBuffer bytes = read(metadata, length);
    long body = metadata + length;
    return checked(
        offset,
        () -> {
          Message message = Message.getRootAsMessage(bytes);
          long bodyLength = message.bodyLength();
          if (bodyLength < 0 || bodyLength > size - body) {
            throw new IllegalArgumentException("length of a body: " + bodyLength);
          }
          return new IpcMessage(message, offset, body, bodyLength, body + bodyLength);
        });
  }

  /** Returns a message's record batch, or null if it is another kind of message. */
  @Nullable RecordBatch recordBatch(IpcMessage message) {
    return message.metadata().headerType() == MessageHeader.RecordBatch
        ? checked(message.start(), () -> (RecordBatch) message.metadata().header(new RecordBatch()))
        : null;
  }

  /** Returns a message's dictionary, or null if it is another kind of message. */
  @Nullable DictionaryBatch dictionaryBatch(IpcMessage message) {
    return message.metadata().headerType() == MessageHeader.DictionaryBatch
        ? checked(
            message.start(),
            () -> (DictionaryBatch) message.metadata().header(new DictionaryBatch()))
        : null;
  }

  /**
   * Runs what reads metadata. Damaged metadata makes the reader of flat buffers throw whatever its
   * wrong offsets lead to; all of that means the same.
   */
  <T> T checked(long offset, Supplier<T> reading) {
    try {
      T result = reading.get();
      if (result == null) {
        throw IpcErrors.malformed(path, offset, "a part is missing", null);
      }
      return result;
    } catch (QueryException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw IpcErrors.malformed(path, offset, String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns bytes of the file, little-endian, all of which must exist. */
  ByteBuffer read(long offset, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    read(offset, bytes);
    return bytes.flip();
  }

  /** Fills the rest of {@code target}. */
  void read(long offset, ByteBuffer target) {
    long position = offset;
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target, position);
        if (count < 0) {
          throw IpcErrors.malformed(path, position, "it is cut short", null);
        }
        position += count;
      }
    } catch (IOException e) {
      throw IpcErrors.failed(path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw IpcErrors.failed(path, e);
    }
  }
}
