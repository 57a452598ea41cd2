package dev.quern.executor.formats.text;

import java.io.IOException;
import java.io.InputStream;

/**
 * The content of a compressed file. Whatever a decoder throws at hostile bytes becomes a {@link
 * DamagedStreamException}, unless the file itself could not be read.
 */
final class DecompressedStream extends InputStream {
  private final Compression compression;
  private final CompressedInput file;
  private final InputStream decoder;

  /** Makes a decoder of the file, which may read its head. */
  interface DecoderFactory {
    InputStream open() throws IOException;
  }

  DecompressedStream(Compression compression, CompressedInput file, DecoderFactory factory)
      throws IOException {
    this.compression = compression;
    this.file = file;
    try {
      this.decoder = factory.open();
    } catch (IOException | RuntimeException e) {
      throw damage(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return decoder.read(target, offset, length);
    } catch (IOException | RuntimeException e) {
      throw damage(e);
    }
  }

  private IOException damage(Exception failure) {
    IOException ofFile = file.failure();
    return ofFile == null ? new DamagedStreamException(compression, failure) : ofFile;
  }

  @Override
  public void close() throws IOException {
    try {
      decoder.close();
    } finally {
      file.close();
    }
  }
}
