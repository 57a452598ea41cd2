package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.files.OptionValue;
import dev.quern.executor.formats.text.Compression;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of a CSV source by their settled names. Immutable. Values are checked when they are
 * asked for; {@link #parse} asks for all of them once.
 */
final class CsvOptions {
  /** Marks an option that is absent where a byte is expected; no byte is equal to it. */
  static final int NONE = -1000;

  /** What to do with a row or value that cannot be read as declared. */
  enum OnError {
    FAIL,
    NULL,
    SKIP
  }

  private static final int DEFAULT_MAX_ROW_BYTES = 64 << 20;
  private static final int DEFAULT_SAMPLE_ROWS = 20_000;

  private final Map<CsvOption, String> values;

  private CsvOptions(Map<CsvOption, String> values) {
    this.values = values;
  }

  /**
   * Reads options as a user wrote them, or as an inspection settled them.
   *
   * @throws QueryException INVALID_OPTION for an unknown name or a bad value
   */
  static CsvOptions parse(Map<String, String> options) {
    Map<CsvOption, String> values = new EnumMap<>(CsvOption.class);
    for (Map.Entry<String, String> entry : new TreeMap<>(options).entrySet()) {
      CsvOption option = CsvOption.byName(entry.getKey());
      String previous = values.put(option, entry.getValue());
      if (previous != null && !previous.equals(entry.getValue())) {
        throw new QueryException(
            ErrorCode.INVALID_OPTION,
            "CSV option is given twice with different values: option="
                + option.key()
                + ", values="
                + previous
                + " and "
                + entry.getValue());
      }
    }
    CsvOptions parsed = new CsvOptions(values);
    parsed.checkAll();
    return parsed;
  }

  /** Returns these options with one settled. */
  CsvOptions with(CsvOption option, String value) {
    Map<CsvOption, String> copy = new EnumMap<>(CsvOption.class);
    copy.putAll(values);
    copy.put(option, value);
    return new CsvOptions(copy);
  }

  /** Returns the options by settled name, as {@link #parse} reads them back. */
  Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>();
    values.forEach((option, value) -> map.put(option.key(), value));
    return map;
  }

  boolean isSet(CsvOption option) {
    return values.containsKey(option);
  }

  /** Returns whether the delimiter or the quote is more than one ASCII character. */
  boolean isExotic() {
    return delimiterText().length() != 1
        || delimiterText().charAt(0) >= 0x80
        || isWide(CsvOption.QUOTE)
        || isWide(CsvOption.ESCAPE)
        || isWide(CsvOption.COMMENT);
  }

  private boolean isWide(CsvOption option) {
    String text = values.getOrDefault(option, "");
    return !text.isEmpty() && text.charAt(0) >= 0x80;
  }

  /** Returns the delimiter as text, a comma if none is set. */
  String delimiterText() {
    String text = values.getOrDefault(CsvOption.DELIMITER, ",");
    switch (text.toLowerCase(Locale.ROOT)) {
      case "\\t":
      case "tab":
        return "\t";
      case "comma":
        return ",";
      case "semicolon":
        return ";";
      case "pipe":
        return "|";
      case "space":
        return " ";
      default:
        return text;
    }
  }

  /** Returns the character of an option that is one character, or {@link #NONE}. */
  int character(CsvOption option) {
    String text = option == CsvOption.DELIMITER ? delimiterText() : values.get(option);
    if (text == null || text.isEmpty()) {
      return NONE;
    }
    if (text.equals("\\\\")) {
      return '\\';
    }
    if (text.codePointCount(0, text.length()) != 1) {
      throw bad(option, "one character, or nothing for none");
    }
    return text.codePointAt(0);
  }

  /** Returns the header option, null = to be found out. */
  @Nullable Boolean header() {
    String text = values.get(CsvOption.HEADER);
    boolean isOpen = text == null || text.equalsIgnoreCase("auto");
    return isOpen ? null : value(CsvOption.HEADER).flag();
  }

  /** Returns the lines to leave out at the start of each file. */
  int skip() {
    return value(CsvOption.SKIP).number(0, 0, 1_000_000);
  }

  int sampleRows() {
    return value(CsvOption.SAMPLE_SIZE).number(DEFAULT_SAMPLE_ROWS, -1, Integer.MAX_VALUE);
  }

  int maxRowBytes() {
    return value(CsvOption.MAX_ROW_BYTES).number(DEFAULT_MAX_ROW_BYTES, 1, 1 << 30);
  }

  boolean nullPadding() {
    return value(CsvOption.NULL_PADDING).flag();
  }

  /** Returns whether the number of fields of every row is checked, whatever columns are read. */
  boolean strictMode() {
    return value(CsvOption.STRICT_MODE).flag();
  }

  /** Returns whether each file's columns are found by the names in its header line. */
  boolean unionByName() {
    return value(CsvOption.UNION_BY_NAME).flag();
  }

  boolean allVarchar() {
    return value(CsvOption.ALL_VARCHAR).flag();
  }

  OnError onError() {
    String text = values.get(CsvOption.ON_ERROR);
    if (text == null) {
      return value(CsvOption.IGNORE_ERRORS).flag() ? OnError.SKIP : OnError.FAIL;
    }
    try {
      return OnError.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw bad(CsvOption.ON_ERROR, "fail, null or skip");
    }
  }

  /** Returns the texts, besides an empty unquoted field, that stand for NULL. */
  List<String> nullStrings() {
    String text = values.get(CsvOption.NULL_STRING);
    if (text == null) {
      return List.of();
    }
    return text.startsWith("[") ? value(CsvOption.NULL_STRING).texts() : List.of(text);
  }

  /** Returns names for the first columns; empty = those of the header line. */
  List<String> names() {
    return value(CsvOption.NAMES).texts();
  }

  char decimalSeparator() {
    int separator = character(CsvOption.DECIMAL_SEPARATOR);
    if (separator != NONE && separator != '.' && separator != ',') {
      throw bad(CsvOption.DECIMAL_SEPARATOR, "'.' or ','");
    }
    return separator == NONE ? '.' : (char) separator;
  }

  /** Returns how a file of that path is compressed. */
  Compression compression(String path) {
    return Compression.of(value(CsvOption.COMPRESSION), path);
  }

  /** Returns the pattern of dates or timestamps, or null for ISO. */
  @Nullable String pattern(CsvOption option) {
    return values.get(option);
  }

  /** Returns the names that the header line of each file must have, or null. */
  @Nullable List<String> headerNames() {
    String text = values.get(CsvOption.HEADER_NAMES);
    return text == null ? null : RecordText.decode(text);
  }

  /** Returns types by column name in the order given; empty if the option is not set. */
  Map<String, DataType> typesByName(CsvOption option) {
    return value(option).types();
  }

  private OptionValue value(CsvOption option) {
    return new OptionValue("CSV", option.key(), values.get(option));
  }

  private void checkAll() {
    if (isSet(CsvOption.DELIMITER) && delimiterText().isEmpty()) {
      throw bad(CsvOption.DELIMITER, "at least one character");
    }
    checkEncoding();
    int quote = character(CsvOption.QUOTE);
    character(CsvOption.ESCAPE);
    int comment = character(CsvOption.COMMENT);
    for (int used : new int[] {quote, comment}) {
      if (used != NONE && isSet(CsvOption.DELIMITER) && delimiterText().indexOf(used) >= 0) {
        throw bad(CsvOption.DELIMITER, "a character that is neither quote nor comment");
      }
    }
    header();
    skip();
    sampleRows();
    maxRowBytes();
    nullPadding();
    strictMode();
    unionByName();
    allVarchar();
    onError();
    nullStrings();
    names();
    decimalSeparator();
    compression("");
    typesByName(CsvOption.TYPES);
    typesByName(CsvOption.COLUMNS);
    DatePattern.check(this, CsvOption.DATE_FORMAT);
    DatePattern.check(this, CsvOption.TIMESTAMP_FORMAT);
  }

  private void checkEncoding() {
    String encoding = values.getOrDefault(CsvOption.ENCODING, "utf-8");
    if (!encoding.equalsIgnoreCase("utf-8")
        && !encoding.equalsIgnoreCase("utf8")
        && !encoding.equalsIgnoreCase("ascii")) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Unsupported encoding of a CSV file: encoding=" + encoding + "; convert it to UTF-8");
    }
  }

  QueryException bad(CsvOption option, String expected) {
    return value(option).invalid(expected, null);
  }
}
