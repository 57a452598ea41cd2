package dev.quern.executor.formats.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user gave for an option of a format. Every method that reads it throws INVALID_OPTION if
 * it has another form.
 *
 * @param format what the option belongs to, as messages call it: {@code CSV}
 * @param option the option's name
 * @param text null if the option is not set
 */
public record OptionValue(String format, String option, @Nullable String text) {
  /** Loaded only by the options that are lists or structures: Jackson costs start-up time. */
  private static final class Json {
    private static final ObjectMapper MAPPER =
        JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();
  }

  /** Returns the text of the option that {@link #texts} reads back. */
  public static String encode(List<String> texts) {
    return Json.MAPPER.valueToTree(texts).toString();
  }

  /** Returns a truth value, false if the option is not set. */
  public boolean flag() {
    if (text == null) {
      return false;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "on", "yes" -> true;
      case "false", "0", "off", "no" -> false;
      default -> throw invalid("true or false", null);
    };
  }

  /** Returns a number from {@code least} to {@code most}, {@code otherwise} if it is not set. */
  public int number(int otherwise, int least, int most) {
    if (text == null) {
      return otherwise;
    }
    String expected = "a whole number from " + least + " to " + most;
    try {
      int number = Integer.parseInt(text.trim());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalid(expected, e);
    }
    throw invalid(expected, null);
  }

  /** Returns the elements of a list, empty if the option is not set. */
  public List<String> texts() {
    String expected = "a list ['a', 'b']";
    List<String> texts = new ArrayList<>();
    if (text != null) {
      JsonNode json = json(expected);
      if (!json.isArray()) {
        throw invalid(expected, null);
      }
      json.forEach(element -> texts.add(element.asText()));
    }
    return Collections.unmodifiableList(texts);
  }

  /** Returns types by name in the order given, empty if the option is not set. */
  public Map<String, DataType> types() {
    String expected = "{\"name\": \"TYPE\", ...}";
    Map<String, DataType> types = new LinkedHashMap<>();
    if (text != null) {
      JsonNode json = json(expected);
      if (!json.isObject()) {
        throw invalid(expected, null);
      }
      try {
        json.properties()
            .forEach(entry -> types.put(entry.getKey(), DataType.parse(entry.getValue().asText())));
      } catch (IllegalArgumentException e) {
        throw invalid(expected, e);
      }
    }
    return Collections.unmodifiableMap(types);
  }

  private JsonNode json(String expected) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid(expected, e);
    }
  }

  /** Returns the error to throw for a value of a wrong form. */
  public QueryException invalid(String expected, @Nullable Throwable cause) {
    return new QueryException(
        ErrorCode.INVALID_OPTION,
        "Invalid "
            + format
            + " option: option="
            + option
            + ", value="
            + text
            + ", expected "
            + expected,
        cause);
  }
}
