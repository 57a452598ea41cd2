package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ByteSource;
import dev.quern.executor.formats.text.Compression;
import dev.quern.executor.formats.text.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens CSV files as {@link ByteSource}s. */
final class ByteSources {
  private ByteSources() {}

  /**
   * Opens a file, through decompression and transcoding if {@code options} say so.
   *
   * @throws dev.quern.plan.errors.QueryException FILE_NOT_FOUND or STORAGE_FAILURE
   */
  static ByteSource open(String path, CsvOptions options) {
    Compression compression = options.compression(path);
    if (!options.isExotic()) {
      return TextFiles.open(path, compression);
    }
    try {
      InputStream content = compression.decompress(Files.newInputStream(Path.of(path)));
      return TextFiles.of(ExoticDialect.transcode(content, options));
    } catch (IOException e) {
      throw TextFiles.failure(path, e);
    }
  }

  /** Returns whether a file can only be read from its start to its end. */
  static boolean isStream(String path, CsvOptions options) {
    return options.compression(path) != Compression.NONE || options.isExotic();
  }
}
