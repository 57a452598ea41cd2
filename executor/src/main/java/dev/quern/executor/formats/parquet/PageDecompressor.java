package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import org.apache.parquet.format.CompressionCodec;

/** Decompresses pages of one codec between addresses. Not thread-safe. */
interface PageDecompressor extends AutoCloseable {
  /**
   * Fills the {@code targetBytes} bytes at {@code target}; {@link DirectBuffer#PADDING} behind
   * source and target may be read, and behind the target written.
   *
   * @throws CorruptDataException if that does not come out exactly
   */
  void decompress(long source, int sourceBytes, long target, int targetBytes);

  /** Returns the most bytes that one compressed byte can stand for. */
  int maxRatio();

  @Override
  default void close() {}

  /**
   * Returns whether this package reads pages of {@code codec}; UNCOMPRESSED ones need no
   * decompressor.
   */
  static boolean isSupported(CompressionCodec codec) {
    return codec != CompressionCodec.LZO && codec != CompressionCodec.BROTLI;
  }

  static PageDecompressor of(CompressionCodec codec, PageMemory memory) {
    return codec == CompressionCodec.SNAPPY
        ? new Snappy()
        : new ThroughBuffers(BufferDecompressor.of(codec), memory);
  }

  /** Snappy blocks, without frame. */
  record Snappy() implements PageDecompressor {
    @Override
    public void decompress(long source, int sourceBytes, long target, int targetBytes) {
      SnappyDecoder.decompress(source, source + sourceBytes, target, target + targetBytes);
    }

    @Override
    public int maxRatio() {
      return 64;
    }
  }

  /** Copies into and out of direct buffers, which are held for one page only. */
  record ThroughBuffers(BufferDecompressor codec, PageMemory memory) implements PageDecompressor {
    @Override
    public void decompress(long source, int sourceBytes, long target, int targetBytes) {
      try (DirectBuffer compressed = memory.direct(sourceBytes);
          DirectBuffer page = memory.direct(targetBytes)) {
        Memory.copy(source, compressed.address(), sourceBytes);
        codec.decompress(compressed.range(0, sourceBytes), page.range(0, targetBytes));
        Memory.copy(page.address(), target, targetBytes);
      }
    }

    @Override
    public int maxRatio() {
      return codec.maxRatio();
    }

    @Override
    public void close() {
      codec.close();
    }
  }
}
