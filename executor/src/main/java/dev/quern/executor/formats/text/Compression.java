package dev.quern.executor.formats.text;

import dev.quern.executor.formats.files.OptionValue;
import io.airlift.compress.zstd.ZstdInputStream;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;

/** How a text file is compressed as a whole: such a file is read from its start to its end. */
public enum Compression {
  NONE("", "none uncompressed"),
  GZIP(".gz", "gzip gz"),
  ZSTD(".zst", "zstd zst"),
  BZIP2(".bz2", "bzip2 bz2"),
  LZ4(".lz4", "lz4");

  private static final int BUFFER_BYTES = 1 << 16;

  private final String extension;
  private final String names;

  Compression(String extension, String names) {
    this.extension = extension;
    this.names = names;
  }

  /** Returns what files of this compression end in, with its dot; nothing for NONE. */
  public String extension() {
    return extension;
  }

  /**
   * Returns how a file of that path is compressed.
   *
   * @param option the name of a compression; by the path if it is {@code auto} or not set
   * @throws dev.quern.plan.errors.QueryException INVALID_OPTION for an unknown name
   */
  public static Compression of(OptionValue option, String path) {
    String name = option.text();
    if (name == null || name.equalsIgnoreCase("auto") || name.equalsIgnoreCase("auto_detect")) {
      return ofFileName(path);
    }
    Compression compression = byName(name);
    if (compression == null) {
      throw option.invalid("auto, none, gzip, zstd, bzip2 or lz4", null);
    }
    return compression;
  }

  private static @Nullable Compression byName(String name) {
    for (Compression compression : values()) {
      if (List.of(compression.names.split(" ")).contains(name.toLowerCase(Locale.ROOT))) {
        return compression;
      }
    }
    return null;
  }

  /** Returns the compression that a file's name stands for, NONE if it has no such ending. */
  public static Compression ofFileName(String fileName) {
    String lowerCase = fileName.toLowerCase(Locale.ROOT);
    for (Compression compression : values()) {
      if (compression != NONE && lowerCase.endsWith(compression.extension)) {
        return compression;
      }
    }
    return NONE;
  }

  /** Returns a file's name without the ending that tells its compression. */
  public static String withoutExtension(String fileName) {
    int length = ofFileName(fileName).extension.length();
    return fileName.substring(0, fileName.length() - length);
  }

  /**
   * Returns the content of a compressed file. Empty files are empty content. Closing the result
   * closes {@code file}; if this method fails, it does so too.
   *
   * @throws DamagedStreamException here or from the stream, if the file is not of this compression,
   *     cut off or otherwise damaged
   */
  public InputStream decompress(InputStream file) throws IOException {
    if (this == NONE) {
      return file;
    }
    CompressedInput input = new CompressedInput(file);
    try {
      BufferedInputStream buffered = new BufferedInputStream(input, BUFFER_BYTES);
      buffered.mark(1);
      if (buffered.read() < 0) {
        file.close();
        return InputStream.nullInputStream();
      }
      buffered.reset();
      return new DecompressedStream(this, input, () -> decoder(buffered));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Files may be several compressed streams, one after the other. */
  private InputStream decoder(InputStream file) throws IOException {
    return switch (this) {
      case NONE -> file;
      case GZIP -> new GZIPInputStream(file, BUFFER_BYTES);
      case ZSTD -> new ZstdInputStream(file);
      case BZIP2 -> new BZip2CompressorInputStream(file, true);
      case LZ4 -> new FramedLZ4CompressorInputStream(file, true);
    };
  }

  /** Returns a stream that compresses what is written to it; closing it closes {@code file}. */
  public OutputStream compress(OutputStream file) throws IOException {
    return switch (this) {
      case NONE -> file;
      case GZIP -> new GZIPOutputStream(file, BUFFER_BYTES);
      case ZSTD -> new ZstdOutputStream(file);
      case BZIP2 -> new BZip2CompressorOutputStream(file);
      case LZ4 -> new Lz4FrameOutput(file);
    };
  }
}
