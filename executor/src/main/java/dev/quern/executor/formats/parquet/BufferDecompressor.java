package dev.quern.executor.formats.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.parquet.format.CompressionCodec;

/** Decompresses pages of one codec that works on buffers. Not thread-safe. */
interface BufferDecompressor extends AutoCloseable {
  /**
   * Fills {@code target}, from position to limit, from {@code source}.
   *
   * @throws CorruptDataException if that does not come out exactly
   */
  void decompress(ByteBuffer source, ByteBuffer target);

  /** Returns the most bytes that one compressed byte can stand for. */
  int maxRatio();

  @Override
  default void close() {}

  static BufferDecompressor of(CompressionCodec codec) {
    return switch (codec) {
      case LZ4_RAW -> new BlockCodec(new Lz4Decompressor(), 256);
      case LZ4 -> new HadoopLz4();
      case ZSTD -> new BlockCodec(new ZstdDecompressor(), 1 << 17);
      case GZIP -> new Gzip();
      case SNAPPY, UNCOMPRESSED, LZO, BROTLI ->
          throw new IllegalStateException("no decompressor of " + codec);
    };
  }

  /** A codec that compresses a page as one block. */
  record BlockCodec(Decompressor decompressor, int maxRatio) implements BufferDecompressor {
    @Override
    public void decompress(ByteBuffer source, ByteBuffer target) {
      try {
        decompressor.decompress(source, target);
      } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new CorruptDataException("compressed page is damaged: " + e.getMessage());
      }
      CorruptDataException.check(!target.hasRemaining(), "page shorter than its header tells");
    }
  }

  /**
   * Hadoop's framing of LZ4: any number of (uncompressed length, compressed length, block), lengths
   * big-endian. Some writers leave the frame out and write a bare block.
   */
  final class HadoopLz4 implements BufferDecompressor {
    private final BufferDecompressor block = new BlockCodec(new Lz4Decompressor(), 256);

    @Override
    public void decompress(ByteBuffer source, ByteBuffer target) {
      ByteBuffer framed = source.duplicate();
      ByteBuffer output = target.duplicate();
      if (decompressFramed(framed, output)) {
        return;
      }
      block.decompress(source, target);
    }

    private boolean decompressFramed(ByteBuffer source, ByteBuffer target) {
      while (source.remaining() >= 8) {
        int length = source.getInt();
        int compressedLength = source.getInt();
        if (length < 0
            || length > target.remaining()
            || compressedLength < 0
            || compressedLength > source.remaining()) {
          return false;
        }
        ByteBuffer part = source.slice(source.position(), compressedLength);
        ByteBuffer output = target.slice(target.position(), length);
        try {
          block.decompress(part, output);
        } catch (CorruptDataException e) {
          return false;
        }
        source.position(source.position() + compressedLength);
        target.position(target.position() + length);
      }
      return !source.hasRemaining() && !target.hasRemaining();
    }

    @Override
    public int maxRatio() {
      return 256;
    }
  }

  /** Gzip members, one after the other. */
  final class Gzip implements BufferDecompressor {
    private static final int MAX_RATIO = 1100;
    private final Inflater inflater = new Inflater(true);

    @Override
    public void decompress(ByteBuffer source, ByteBuffer target) {
      try {
        while (target.hasRemaining()) {
          GzipHeader.skip(source);
          inflater.reset();
          inflater.setInput(source);
          inflateMember(target);
          CorruptDataException.check(source.remaining() >= 8, "gzip member without trailer");
          source.position(source.position() + 8);
        }
      } catch (DataFormatException e) {
        throw new CorruptDataException("compressed page is damaged: " + e.getMessage());
      }
    }

    private void inflateMember(ByteBuffer target) throws DataFormatException {
      while (!inflater.finished()) {
        int count = inflater.inflate(target);
        boolean isStuck = count == 0 && !inflater.finished();
        CorruptDataException.check(
            !isStuck,
            target.hasRemaining()
                ? "compressed page ends early"
                : "page longer than its header tells");
      }
    }

    @Override
    public int maxRatio() {
      return MAX_RATIO;
    }

    @Override
    public void close() {
      inflater.end();
    }
  }
}
