package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;

/**
 * What a scan reads.
 *
 * @param name the table or path as the user wrote it, for messages
 * @param format {@code csv}, {@code parquet}, ...
 * @param options the format's settled options by lower-case name (after inference, e.g. {@code
 *     delimiter})
 * @param fileSchema columns of the files
 * @param partitionSchema columns that come from {@code key=value} folders
 * @param files the files; empty in the copy that travels to workers, whose tasks carry splits
 */
public record ScanSource(
    String name,
    String format,
    Map<String, String> options,
    Schema fileSchema,
    Schema partitionSchema,
    List<SourceFile> files) {
  public ScanSource {
    options = Map.copyOf(options);
    files = List.copyOf(files);
  }

  /** Returns the columns of the table: those of the files, then the partition columns. */
  @JsonIgnore
  public Schema tableSchema() {
    return fileSchema.concat(partitionSchema);
  }

  public ScanSource withFiles(List<SourceFile> newFiles) {
    return new ScanSource(name, format, options, fileSchema, partitionSchema, newFiles);
  }
}
