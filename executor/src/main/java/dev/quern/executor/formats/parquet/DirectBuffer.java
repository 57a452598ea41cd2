package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;

/**
 * Off-heap bytes that channels and codecs take as a {@link ByteBuffer} and decoders as an address.
 * Holds at least {@link #PADDING} bytes more than were asked for, so that decoders may load eight
 * bytes at the last one. Closing gives it back to its pool.
 */
final class DirectBuffer implements AutoCloseable {
  /** Readable bytes behind the last byte in use. */
  static final int PADDING = 64;

  private final ByteBuffer bytes;
  private final long address;
  private final ArrowBuf charge;

  /** Charges {@code bytes} to {@code allocator}; {@code onClose} takes it back in the end. */
  DirectBuffer(BufferAllocator allocator, ByteBuffer bytes, Consumer<ByteBuffer> onClose) {
    this.bytes = bytes;
    this.address = Memory.addressOf(bytes);
    this.charge =
        allocator.wrapForeignAllocation(
            new ForeignAllocation(bytes.capacity(), address) {
              @Override
              protected void release0() {
                onClose.accept(bytes);
              }
            });
  }

  long address() {
    return address;
  }

  /** Returns how many bytes may be used. */
  int capacity() {
    return bytes.capacity() - PADDING;
  }

  /** Returns a view of bytes {@code [from, to)}. */
  ByteBuffer range(int from, int to) {
    return bytes.duplicate().limit(to).position(from);
  }

  @Override
  public void close() {
    if (charge.refCnt() > 0) {
      charge.close();
    }
  }
}
