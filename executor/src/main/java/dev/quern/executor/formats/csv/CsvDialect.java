package dev.quern.executor.formats.csv;

/**
 * How bytes are cut into rows and fields. Each is an ASCII byte or {@link CsvOptions#NONE}. Lines
 * end with LF, CR or CR LF, mixed at will.
 *
 * @param escape equal to {@code quote} if a quote inside a quoted field is doubled; otherwise the
 *     byte before a quote that does not end its field
 * @param columns fields that each row must have
 */
record CsvDialect(int delimiter, int quote, int escape, int comment, int columns) {

  /** Returns the dialect that settled options describe. */
  static CsvDialect of(CsvOptions options, int columns) {
    if (options.isExotic()) {
      return new CsvDialect(',', '"', '"', CsvOptions.NONE, columns);
    }
    int quote = options.isSet(CsvOption.QUOTE) ? options.character(CsvOption.QUOTE) : '"';
    int escape = options.isSet(CsvOption.ESCAPE) ? options.character(CsvOption.ESCAPE) : quote;
    return new CsvDialect(
        options.character(CsvOption.DELIMITER) == CsvOptions.NONE
            ? ','
            : options.character(CsvOption.DELIMITER),
        quote,
        escape,
        options.character(CsvOption.COMMENT),
        columns);
  }

  CsvDialect withColumns(int newColumns) {
    return new CsvDialect(delimiter, quote, escape, comment, newColumns);
  }

  /** Returns whether quotes inside quoted fields are doubled, not escaped by another byte. */
  boolean doublesQuotes() {
    return escape == quote || escape == CsvOptions.NONE;
  }

  /** Returns whether a line without a byte is a row (of one null) rather than nothing. */
  boolean emptyLineIsRow() {
    return columns == 1;
  }
}
