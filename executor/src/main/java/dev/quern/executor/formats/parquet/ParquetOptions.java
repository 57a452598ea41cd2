package dev.quern.executor.formats.parquet;

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
        () ->
            new QueryException(
                ErrorCode.INVALID_OPTION,
                "Unknown Parquet compression: "
                    + name
                    + "; known are none, snappy, zstd, gzip, lz4_raw"));
  }

  static int rowGroupRows(Map<String, String> options) {
    String text = options.get(ROW_GROUP_ROWS);
    if (text == null) {
      return DEFAULT_ROW_GROUP_ROWS;
    }
    try {
      int rows = Integer.parseInt(text);
      if (rows >= 1 && rows <= MAX_ROW_GROUP_ROWS) {
        return rows;
      }
    } catch (NumberFormatException e) {
      throw badRowGroupRows(text, e);
    }
    throw badRowGroupRows(text, null);
  }

  private static QueryException badRowGroupRows(
      String text, @org.jspecify.annotations.Nullable Throwable cause) {
    return new QueryException(
        ErrorCode.INVALID_OPTION,
        "Bad value of option "
            + ROW_GROUP_ROWS
            + ": "
            + text
            + "; expected 1 to "
            + MAX_ROW_GROUP_ROWS,
        cause);
  }
}
