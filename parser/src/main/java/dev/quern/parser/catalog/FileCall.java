package dev.quern.parser.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files that a query names in FROM.
 *
 * @param function {@code read_csv}, {@code read_parquet}, ...; {@code read_files} for a path in
 *     quotes, whose format follows from the names of the files
 * @param paths files, folders or globs
 * @param options by lower-case name, in the order written; a list is joined by commas
 * @param line line of the query where it stands, from 1, for messages
 * @param column column of the query where it stands, from 1
 */
public record FileCall(
    String function, List<String> paths, Map<String, String> options, int line, int column) {
  /** The function that a path in quotes stands for. */
  public static final String READ_FILES = "read_files";

  /** The functions that make numbers; {@code paths} are start, stop and step as far as given. */
  public static final List<String> SERIES = List.of("range", "generate_series");

  public FileCall {
    paths = List.copyOf(paths);
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
