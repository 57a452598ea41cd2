package dev.quern.plan.stages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Writes plan records as JSON and reads them back. Thread-safe. */
public final class PlanCodec {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private PlanCodec() {}

  /**
   * Returns the JSON of a stage graph, a stage, a node, an expression or any other record of this
   * module.
   */
  public static String write(Object planRecord) {
    try {
      return MAPPER.writeValueAsString(planRecord);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write as JSON: " + planRecord, e);
    }
  }

  /**
   * Returns the record of class {@code type} that {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the text is not such a record
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot read " + type.getSimpleName() + " from JSON", e);
    }
  }
}
