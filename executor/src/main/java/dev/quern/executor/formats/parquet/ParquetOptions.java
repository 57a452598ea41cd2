package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.files.OptionValue;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.format.CompressionCodec;

/** The options of reading and writing, by lower-case name. */
final class ParquetOptions {
  /** Settled by inspection: the file whose columns are the table's, for messages. */
  static final String SCHEMA_FILE = "schema_file";

  /** {@code none}, {@code snappy} (default), {@code zstd}, {@code gzip} or {@code lz4_raw}. */
  static final String COMPRESSION = "compression";

  /** Most rows in a row group. */
  static final String ROW_GROUP_ROWS = "row_group_rows";

  private static final int DEFAULT_ROW_GROUP_ROWS = 122_880;
  private static final int MAX_ROW_GROUP_ROWS = 1 << 24;

  private ParquetOptions() {}

  /**
   * Checks the names of options.
   *
   * @throws QueryException INVALID_OPTION naming an unknown one
   */
  static void check(Map<String, String> options, List<String> known) {
    for (String name : options.keySet()) {
      if (!known.contains(name)) {
        throw new QueryException(
            ErrorCode.INVALID_OPTION,
            "Unknown option of Parquet: " + name + "; known are " + known);
      }
    }
  }

  static CompressionCodec compression(Map<String, String> options) {
    String name = options.getOrDefault(COMPRESSION, "snappy").toLowerCase(Locale.ROOT);
    Optional<CompressionCodec> codec =
        switch (name) {
          case "none", "uncompressed" -> Optional.of(CompressionCodec.UNCOMPRESSED);
          case "snappy" -> Optional.of(CompressionCodec.SNAPPY);
          case "zstd" -> Optional.of(CompressionCodec.ZSTD);
          case "gzip" -> Optional.of(CompressionCodec.GZIP);
          case "lz4_raw", "lz4" -> Optional.of(CompressionCodec.LZ4_RAW);
          default -> Optional.empty();
        };
    return codec.orElseThrow(
        () -> value(options, COMPRESSION).invalid("none, snappy, zstd, gzip or lz4_raw", null));
  }

  static int rowGroupRows(Map<String, String> options) {
    return value(options, ROW_GROUP_ROWS).number(DEFAULT_ROW_GROUP_ROWS, 1, MAX_ROW_GROUP_ROWS);
  }

  private static OptionValue value(Map<String, String> options, String name) {
    return new OptionValue("Parquet", name, options.get(name));
  }
}
