package dev.quern.engine.catalog;

import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a table before its files are looked at.
 *
 * @param name as the user wrote it, for messages
 * @param paths files, folders or globs, relative to the session's folder
 * @param format the format's name, null = from the files' names
 * @param options the format's options as the user gave them, by lower-case name
 * @param declared columns that the user declared, null = to be inferred
 */
public record TableDefinition(
    String name,
    List<String> paths,
    @Nullable String format,
    Map<String, String> options,
    @Nullable Schema declared) {
  public TableDefinition {
    paths = List.copyOf(paths);
    options = Map.copyOf(options);
  }
}
