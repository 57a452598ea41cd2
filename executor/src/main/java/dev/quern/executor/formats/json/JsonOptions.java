package dev.quern.executor.formats.json;

import dev.quern.executor.formats.files.OptionValue;
import dev.quern.executor.formats.text.Compression;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The options of a JSON source or target by lower-case name. Immutable, checked when made. */
final class JsonOptions {
  /** {@code auto}, {@code newline_delimited}, {@code array} or {@code unstructured}. */
  static final String LAYOUT = "layout";

  /** {@code auto} (by the file's name), {@code none}, {@code gzip} ... */
  static final String COMPRESSION = "compression";

  /** {@code {"key": "TYPE", ...}}: all columns. */
  static final String COLUMNS = "columns";

  /** {@code {"key": "TYPE", ...}}: columns whose type is not to be inferred. */
  static final String TYPES = "types";

  /** Records to infer types from, -1 = all. */
  static final String SAMPLE_SIZE = "sample_size";

  static final String MAX_RECORD_BYTES = "max_record_bytes";

  /** {@code fail}, {@code null} or {@code skip}. */
  static final String ON_ERROR = "on_error";

  /** {@code ignore} or {@code error}. */
  static final String UNKNOWN_KEYS = "unknown_keys";

  /** Whether to write one array. */
  static final String ARRAY = "array";

  /** Settled by inspection: the key of each column where names had to differ, a JSON list. */
  static final String KEYS = "keys";

  private static final Map<String, String> ALIASES =
      Map.of("format", LAYOUT, "maximum_object_size", MAX_RECORD_BYTES, "records", LAYOUT);
  private static final String IGNORE_ERRORS = "ignore_errors";
  private static final Set<String> KNOWN =
      Set.of(
          LAYOUT,
          COMPRESSION,
          COLUMNS,
          TYPES,
          SAMPLE_SIZE,
          MAX_RECORD_BYTES,
          ON_ERROR,
          UNKNOWN_KEYS,
          ARRAY,
          KEYS,
          IGNORE_ERRORS);
  private static final int DEFAULT_SAMPLE_ROWS = 20_480;
  private static final int DEFAULT_MAX_RECORD_BYTES = 64 << 20;

  /** What to do with a value or record that cannot be read. */
  enum OnError {
    FAIL,
    NULL,
    SKIP
  }

  private final Map<String, String> values;
  private final @Nullable JsonLayout layout;
  private final OnError onError;
  private final int maxRecordBytes;
  private final boolean rejectsUnknownKeys;

  private JsonOptions(Map<String, String> values) {
    this.values = values;
    this.layout = parseLayout();
    this.onError = parseOnError();
    this.maxRecordBytes = value(MAX_RECORD_BYTES).number(DEFAULT_MAX_RECORD_BYTES, 1, 1 << 30);
    this.rejectsUnknownKeys = parseUnknownKeys();
    int unusedSample = sampleRows();
    boolean unusedArray = isArray();
    Compression unusedCompression = compression("");
    Map<String, DataType> unusedColumns = typesByName(COLUMNS);
    Map<String, DataType> unusedTypes = typesByName(TYPES);
  }

  /**
   * Reads options as a user wrote them, or as an inspection settled them.
   *
   * @throws QueryException INVALID_OPTION for an unknown name or a bad value
   */
  static JsonOptions parse(Map<String, String> options) {
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(options).entrySet()) {
      String name = ALIASES.getOrDefault(entry.getKey(), entry.getKey());
      if (!KNOWN.contains(name)) {
        throw new QueryException(
            ErrorCode.INVALID_OPTION,
            "Unknown option of JSON: " + entry.getKey() + "; known are " + sorted());
      }
      values.put(name, entry.getValue());
    }
    return new JsonOptions(values);
  }

  private static List<String> sorted() {
    return KNOWN.stream().filter(name -> !name.equals(KEYS)).sorted().toList();
  }

  /** Returns these options with one settled. */
  JsonOptions with(String name, String value) {
    Map<String, String> copy = new TreeMap<>(values);
    copy.put(name, value);
    return new JsonOptions(copy);
  }

  Map<String, String> toMap() {
    return values;
  }

  /** Returns the layout of all files, or null if each file shows its own. */
  @Nullable JsonLayout layout() {
    return layout;
  }

  OnError onError() {
    return onError;
  }

  int maxRecordBytes() {
    return maxRecordBytes;
  }

  boolean rejectsUnknownKeys() {
    return rejectsUnknownKeys;
  }

  int sampleRows() {
    return value(SAMPLE_SIZE).number(DEFAULT_SAMPLE_ROWS, -1, Integer.MAX_VALUE);
  }

  /** Returns whether one array is to be written. */
  boolean isArray() {
    return value(ARRAY).flag();
  }

  /** Returns how a file of that path is compressed. */
  Compression compression(String path) {
    return Compression.of(value(COMPRESSION), path);
  }

  /** Returns types by key in the order given; empty if the option is not set. */
  Map<String, DataType> typesByName(String option) {
    return value(option).types();
  }

  /** Returns the settled keys, or null if they are the names of the columns. */
  @Nullable List<String> keys() {
    return values.containsKey(KEYS) ? value(KEYS).texts() : null;
  }

  private OptionValue value(String option) {
    return new OptionValue("JSON", option, values.get(option));
  }

  private @Nullable JsonLayout parseLayout() {
    String text = values.getOrDefault(LAYOUT, "auto");
    if (text.equalsIgnoreCase("auto")) {
      return null;
    }
    Optional<JsonLayout> found = JsonLayout.byName(text);
    return found.orElseThrow(() -> bad(LAYOUT, "auto, newline_delimited, array or unstructured"));
  }

  private OnError parseOnError() {
    String text = values.get(ON_ERROR);
    if (text == null) {
      return value(IGNORE_ERRORS).flag() ? OnError.SKIP : OnError.FAIL;
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "fail":
        return OnError.FAIL;
      case "null":
        return OnError.NULL;
      case "skip":
        return OnError.SKIP;
      default:
        throw bad(ON_ERROR, "fail, null or skip");
    }
  }

  private boolean parseUnknownKeys() {
    String text = values.getOrDefault(UNKNOWN_KEYS, "ignore");
    if (!text.equalsIgnoreCase("ignore") && !text.equalsIgnoreCase("error")) {
      throw bad(UNKNOWN_KEYS, "ignore or error");
    }
    return text.equalsIgnoreCase("error");
  }

  private QueryException bad(String option, String expected) {
    return value(option).invalid(expected, null);
  }
}
