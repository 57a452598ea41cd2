package dev.quern.optimizer.physical;

import java.util.Map;

/**
 * Where {@code COPY} puts the rows of its query.
 *
 * @param format {@code csv}, {@code parquet}, ...
 * @param path a file, or a folder in which each task writes a file
 * @param singleFile whether {@code path} is the file
 * @param options the writer's options by lower-case name
 */
public record WriteTarget(
    String format, String path, boolean singleFile, Map<String, String> options) {
  public WriteTarget {
    options = Map.copyOf(options);
  }
}
