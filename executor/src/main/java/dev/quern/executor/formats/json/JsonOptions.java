package dev.quern.executor.formats.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.executor.formats.text.Compression;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
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
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

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
    this.maxRecordBytes = number(MAX_RECORD_BYTES, DEFAULT_MAX_RECORD_BYTES, 1, 1 << 30);
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
    return number(SAMPLE_SIZE, DEFAULT_SAMPLE_ROWS, -1, Integer.MAX_VALUE);
  }

  /** Returns whether one array is to be written. */
  boolean isArray() {
    return flag(ARRAY);
  }

  /** Returns how a file of that path is compressed. */
  Compression compression(String path) {
    String text = values.getOrDefault(COMPRESSION, "auto");
    if (text.equalsIgnoreCase("auto") || text.equalsIgnoreCase("auto_detect")) {
      return Compression.ofFileName(path);
    }
    Compression compression = Compression.byName(text);
    if (compression == null) {
      throw bad(COMPRESSION, "auto, none, gzip, zstd, bzip2 or lz4");
    }
    return compression;
  }

  /** Returns types by key in the order given; empty if the option is not set. */
  Map<String, DataType> typesByName(String option) {
    String text = values.get(option);
    if (text == null) {
      return Map.of();
    }
    Map<String, DataType> types = new LinkedHashMap<>();
    try {
      JsonNode json = MAPPER.readTree(text);
      if (!json.isObject()) {
        throw bad(option, "{\"key\": \"TYPE\", ...}");
      }
      json.properties()
          .forEach(entry -> types.put(entry.getKey(), DataType.parse(entry.getValue().asText())));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw bad(option, "{\"key\": \"TYPE\", ...}");
    }
    return Collections.unmodifiableMap(types);
  }

  /** Returns the settled keys, or null if they are the names of the columns. */
  @Nullable List<String> keys() {
    String text = values.get(KEYS);
    if (text == null) {
      return null;
    }
    try {
      List<String> keys = new ArrayList<>();
      MAPPER.readTree(text).forEach(element -> keys.add(element.asText()));
      return keys;
    } catch (JsonProcessingException e) {
      throw bad(KEYS, "a list of keys");
    }
  }

  /** Returns the text of the option {@link #KEYS}. */
  static String encodeKeys(List<String> keys) {
    return MAPPER.valueToTree(keys).toString();
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
      return flag(IGNORE_ERRORS) ? OnError.SKIP : OnError.FAIL;
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

  private boolean flag(String option) {
    switch (values.getOrDefault(option, "false").toLowerCase(Locale.ROOT)) {
      case "":
      case "true":
      case "1":
      case "on":
      case "yes":
        return true;
      case "false":
      case "0":
      case "off":
      case "no":
        return false;
      default:
        throw bad(option, "true or false");
    }
  }

  private int number(String option, int otherwise, int least, int most) {
    String text = values.get(option);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.trim());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad(option, "a whole number");
    }
    throw bad(option, "a whole number from " + least + " to " + most);
  }

  private QueryException bad(String option, String expected) {
    return new QueryException(
        ErrorCode.INVALID_OPTION,
        "Invalid JSON option: option="
            + option
            + ", value="
            + values.get(option)
            + ", expected "
            + expected);
  }
}
