package dev.quern.executor.formats.parquet;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.apache.parquet.format.CompressionCodec;

/** Compresses pages with one codec. Not thread-safe. */
interface PageCompressor extends AutoCloseable {
  /** Returns the most bytes that {@code length} bytes can become. */
  int maxBytes(int length);

  /** Appends {@code source}, compressed, to {@code target}. */
  void compress(ByteBuffer source, ByteBuffer target);

  @Override
  default void close() {}

  /** Returns the compressor of a codec that can be written. */
  static PageCompressor of(CompressionCodec codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Copy();
      case SNAPPY -> new BlockCodec(new SnappyCompressor());
      case LZ4_RAW -> new BlockCodec(new Lz4Compressor());
      case ZSTD -> new BlockCodec(new ZstdCompressor());
      case GZIP -> new Gzip();
      case LZ4, LZO, BROTLI -> throw new IllegalStateException("no compressor of " + codec);
    };
  }

  /** Leaves pages as they are. */
  record Copy() implements PageCompressor {
    @Override
    public int maxBytes(int length) {
      return length;
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target) {
      target.put(source);
    }
  }

  /** A codec that compresses a page as one block. */
  record BlockCodec(Compressor compressor) implements PageCompressor {
    @Override
    public int maxBytes(int length) {
      return compressor.maxCompressedLength(length);
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target) {
      compressor.compress(source, target);
    }
  }

  /** One gzip member: 10 bytes of header, deflated data, CRC-32 and length. */
  final class Gzip implements PageCompressor {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int FRAME_BYTES = 64;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

    @Override
    public int maxBytes(int length) {
      return length + (length >>> 10) * 5 + FRAME_BYTES;
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target) {
      CRC32 checksum = new CRC32();
      checksum.update(source.duplicate());
      int length = source.remaining();
      target.put(HEADER);
      deflater.reset();
      deflater.setInput(source);
      deflater.finish();
      while (!deflater.finished()) {
        deflater.deflate(target);
      }
      target.order(ByteOrder.LITTLE_ENDIAN).putInt((int) checksum.getValue()).putInt(length);
    }

    @Override
    public void close() {
      deflater.end();
    }
  }
}
