package dev.quern.executor.formats.text;

import io.airlift.compress.lz4.Lz4Compressor;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.codec.digest.XXHash32;

/**
 * Writes an LZ4 frame of independent blocks. Commons Compress writes them too, but at some 50 KB a
 * second.
 *
 * <pre>
 * magic 0x184D2204 | flags | block size code | header checksum
 * (block size, top bit = stored plainly | block)*  | 0 | checksum of the content
 * </pre>
 *
 * All numbers are little-endian and have four bytes, flags, code and header checksum have one.
 */
final class Lz4FrameOutput extends OutputStream {
  private static final int MAGIC = 0x184D2204;

  /** Version 1, independent blocks, a checksum of the content. */
  private static final byte FLAGS = 0b0110_0100;

  /** Blocks of at most 1 MB. */
  private static final byte BLOCK_SIZE_CODE = 6 << 4;

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int STORED = 1 << 31;

  private final OutputStream file;
  private final Lz4Compressor compressor = new Lz4Compressor();
  private final XXHash32 contentHash = new XXHash32();
  private final byte[] block = new byte[BLOCK_BYTES];
  private final byte[] compressed = new byte[compressor.maxCompressedLength(BLOCK_BYTES)];
  private int size;
  private boolean isClosed;

  Lz4FrameOutput(OutputStream file) throws IOException {
    this.file = file;
    writeInt(MAGIC);
    byte[] descriptor = {FLAGS, BLOCK_SIZE_CODE};
    XXHash32 headerHash = new XXHash32();
    headerHash.update(descriptor, 0, descriptor.length);
    file.write(descriptor);
    file.write((int) (headerHash.getValue() >>> 8));
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    contentHash.update(bytes, offset, length);
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, BLOCK_BYTES - size);
      System.arraycopy(bytes, offset + done, block, size, count);
      size += count;
      done += count;
      if (size == BLOCK_BYTES) {
        writeBlock();
      }
    }
  }

  private void writeBlock() throws IOException {
    int length = compressor.compress(block, 0, size, compressed, 0, compressed.length);
    if (length < size) {
      writeInt(length);
      file.write(compressed, 0, length);
    } else {
      writeInt(size | STORED);
      file.write(block, 0, size);
    }
    size = 0;
  }

  private void writeInt(int value) throws IOException {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      file.write(value >>> shift);
    }
  }

  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try (file) {
      if (size > 0) {
        writeBlock();
      }
      writeInt(0);
      writeInt((int) contentHash.getValue());
    }
  }
}
