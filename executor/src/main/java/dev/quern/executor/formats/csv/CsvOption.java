package dev.quern.executor.formats.csv;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The options of CSV files, each with its other names. */
enum CsvOption {
  DELIMITER("delimiter", "delim", "sep", "separator"),
  QUOTE("quote", "quotechar", "quote_char"),
  ESCAPE("escape", "escapechar", "escape_char"),
  HEADER("header", "has_header"),
  NULL_STRING("nullstr", "null", "null_string", "null_value", "nullvalue"),
  COMMENT("comment", "comment_char"),
  SKIP("skip", "skip_rows", "skiprows"),
  ENCODING("encoding", "charset"),
  COLUMNS("columns"),
  NAMES("names", "column_names"),
  TYPES("types", "dtypes", "column_types"),
  ALL_VARCHAR("all_varchar"),
  SAMPLE_SIZE("sample_size"),
  DATE_FORMAT("dateformat", "date_format"),
  TIMESTAMP_FORMAT("timestampformat", "timestamp_format"),
  DECIMAL_SEPARATOR("decimal_separator", "decimal"),
  COMPRESSION("compression"),
  ON_ERROR("on_error"),
  IGNORE_ERRORS("ignore_errors"),
  NULL_PADDING("null_padding"),
  STRICT_MODE("strict_mode"),
  UNION_BY_NAME("union_by_name"),
  MAX_ROW_BYTES("max_row_bytes", "max_line_size", "maximum_line_size"),
  /** Settled by the inspection: the names in the header line, which every file must repeat. */
  HEADER_NAMES("header_names");

  private final String key;
  private final String aliases;

  CsvOption(String key, String... aliases) {
    this.key = key;
    this.aliases = String.join(" ", aliases);
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(List.of(key));
    names.addAll(List.of(aliases.split(" ")));
    return names;
  }

  /** Returns the name under which the settled option travels. */
  String key() {
    return key;
  }

  /**
   * Returns the option of that name or alias, without regard to case.
   *
   * @throws QueryException INVALID_OPTION that lists the near names
   */
  static CsvOption byName(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    for (CsvOption option : values()) {
      if (option.names().contains(wanted)) {
        return option;
      }
    }
    throw new QueryException(
        ErrorCode.INVALID_OPTION,
        "Unknown CSV option: " + name + "; " + suggestion(wanted) + "known are " + publicNames());
  }

  private static String suggestion(String wanted) {
    List<String> near = new ArrayList<>();
    for (CsvOption option : values()) {
      option.names().stream()
          .filter(name -> option != HEADER_NAMES && editDistance(name, wanted) <= 2)
          .forEach(near::add);
    }
    return near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "? ";
  }

  private static List<String> publicNames() {
    return Arrays.stream(values())
        .filter(option -> option != HEADER_NAMES)
        .map(CsvOption::key)
        .toList();
  }

  private static int editDistance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
