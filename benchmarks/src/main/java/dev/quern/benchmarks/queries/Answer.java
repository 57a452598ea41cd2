package dev.quern.benchmarks.queries;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer as text, so that answers of different engines can be compared.
 *
 * @param floating for each column whether its values are floating-point numbers
 * @param rows cells in column order, null for SQL NULL
 */
public record Answer(List<Boolean> floating, List<List<@Nullable String>> rows) {
  public Answer {
    floating = List.copyOf(floating);
    rows = new ArrayList<>(rows);
  }
}
