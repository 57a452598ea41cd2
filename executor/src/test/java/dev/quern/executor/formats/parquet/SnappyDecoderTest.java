package dev.quern.executor.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quern.executor.memory.Memory;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The library's codec is the oracle. */
final class SnappyDecoderTest {
  private static final int ROUNDS = 600;

  @Test
  void undoesTheCompressor() {
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] plain = data(random, round);
      assertArrayEquals(plain, decode(compress(plain), plain.length), "round " + round);
    }
  }

  @Test
  void damagedBlocksAreErrorsOrOtherBytes() {
    Random random = new Random(8);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] plain = data(random, round);
      byte[] damaged = compress(plain);
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] expected = new byte[plain.length];
      boolean isReadable = true;
      try {
        int length =
            new SnappyDecompressor()
                .decompress(damaged, 0, damaged.length, expected, 0, plain.length);
        isReadable = length == plain.length;
      } catch (RuntimeException e) {
        isReadable = false;
      }
      if (isReadable) {
        assertArrayEquals(expected, decode(damaged, plain.length), "round " + round);
      } else {
        assertThrows(CorruptDataException.class, () -> decode(damaged, plain.length));
      }
    }
  }

  @Test
  void cutBlocksAreErrors() {
    byte[] compressed = compress(data(new Random(9), 5));
    for (int length = 0; length < compressed.length; length++) {
      byte[] cut = Arrays.copyOf(compressed, length);
      assertThrows(CorruptDataException.class, () -> decode(cut, data(new Random(9), 5).length));
    }
  }

  /** Runs of small and large distance, counters, noise, words and numbers. */
  private static byte[] data(Random random, int round) {
    int kind = round % 6;
    if (kind == 4) {
      return words(random);
    }
    if (kind == 5) {
      return numbers(random);
    }
    byte[] plain = new byte[1 + random.nextInt(3000)];
    for (int i = 0; i < plain.length; i++) {
      plain[i] =
          switch (kind) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) (i % (1 + round % 11));
            case 2 -> (byte) (random.nextInt(8) == 0 ? random.nextInt() : i % 8 < 3 ? i : 0);
            default -> (byte) (i < 500 ? random.nextInt() : plain[i - 500]);
          };
    }
    return plain;
  }

  /** Pieces of all kinds and lengths, at distances that take one byte or two. */
  private static byte[] words(Random random) {
    byte[] plain = new byte[1 + random.nextInt(20_000)];
    byte[] vocabulary = new byte[500];
    random.nextBytes(vocabulary);
    int at = 0;
    while (at < plain.length) {
      int length = Math.min(1 + random.nextInt(1 << random.nextInt(8)), plain.length - at);
      if (random.nextInt(4) == 0) {
        byte[] fresh = new byte[length];
        random.nextBytes(fresh);
        System.arraycopy(fresh, 0, plain, at, length);
      } else {
        int from = random.nextInt(vocabulary.length - length);
        System.arraycopy(vocabulary, from, plain, at, length);
      }
      at += length;
    }
    return plain;
  }

  /** 64-bit numbers of one to eight bytes, sorted or not: literals and copies in turn. */
  private static byte[] numbers(Random random) {
    ByteBuffer plain = ByteBuffer.allocate(8 * (1 + random.nextInt(2_000)));
    plain.order(ByteOrder.LITTLE_ENDIAN);
    boolean isSorted = random.nextBoolean();
    long bound = 1L << random.nextInt(63);
    long number = 0;
    while (plain.hasRemaining()) {
      number = isSorted ? number + random.nextInt(4) : random.nextLong() & (bound - 1);
      plain.putLong(number);
    }
    return plain.array();
  }

  private static byte[] compress(byte[] plain) {
    SnappyCompressor compressor = new SnappyCompressor();
    byte[] target = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, target, 0, target.length);
    return Arrays.copyOf(target, length);
  }

  private static byte[] decode(byte[] compressed, int length) {
    ByteBuffer source = ByteBuffer.allocateDirect(compressed.length + DirectBuffer.PADDING);
    ByteBuffer target = ByteBuffer.allocateDirect(length + DirectBuffer.PADDING);
    source.put(0, compressed);
    long from = Memory.addressOf(source);
    long to = Memory.addressOf(target);
    SnappyDecoder.decompress(from, from + compressed.length, to, to + length);
    byte[] plain = new byte[length];
    target.get(0, plain);
    return plain;
  }
}
