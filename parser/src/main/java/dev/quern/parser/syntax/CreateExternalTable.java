package dev.quern.parser.syntax;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code CREATE EXTERNAL TABLE}.
 *
 * @param name the parts of the name
 * @param orReplace whether an existing table of that name is replaced
 * @param ifNotExists whether an existing table of that name is left as it is
 * @param columns declared columns, empty = inferred from the files
 * @param partitionColumns names of the columns that come from {@code key=value} folders
 * @param format lower-case name of the format, null = told by the names of the files
 * @param locations files, folders or globs, at least one
 * @param options options of the format by lower-case name, in the order written
 */
public record CreateExternalTable(
    String sql,
    List<String> name,
    boolean orReplace,
    boolean ifNotExists,
    List<ColumnDeclaration> columns,
    List<String> partitionColumns,
    @Nullable String format,
    List<String> locations,
    Map<String, String> options)
    implements Statement {
  public CreateExternalTable {
    name = List.copyOf(name);
    columns = List.copyOf(columns);
    partitionColumns = List.copyOf(partitionColumns);
    locations = List.copyOf(locations);
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
