package dev.quern.executor.formats.csv;

import dev.quern.plan.errors.ErrorCode;

/**
 * Why a field holds no value of its column.
 *
 * @param remedy what the user can do, besides {@code on_error}
 */
record BadValue(ErrorCode code, String reason, String remedy) {
  /** Stands for the column's name in the remedy. */
  static final String COLUMN = "<column>";

  static final BadValue QUOTES =
      new BadValue(
          ErrorCode.MALFORMED_FILE,
          "text after the closing quote",
          "set quote or escape to what the file uses, or quote => '' if quotes mean nothing");

  static final BadValue ENCODING =
      new BadValue(ErrorCode.MALFORMED_FILE, "not UTF-8", "convert the file to UTF-8");

  /** Returns the problem of a text that is no value of the column's type. */
  static BadValue ofType(String reason) {
    return new BadValue(
        ErrorCode.INVALID_CAST,
        reason,
        "declare the column as VARCHAR (types => '{\""
            + COLUMN
            + "\": \"VARCHAR\"}'),"
            + " or name null texts with nullstr");
  }
}
