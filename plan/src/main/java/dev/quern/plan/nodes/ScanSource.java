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
 * @param prunedFiles how many more files the table has that cannot hold a row the scan wants
 */
public record ScanSource(
    String name,
    String format,
    Map<String, String> options,
    Schema fileSchema,
    Schema partitionSchema,
    List<SourceFile> files,
    int prunedFiles) {
  public ScanSource {
    options = Map.copyOf(options);
    files = List.copyOf(files);
  }

  /** Makes a source of which no file is left out. */
  public ScanSource(
      String name,
      String format,
      Map<String, String> options,
      Schema fileSchema,
      Schema partitionSchema,
      List<SourceFile> files) {
    this(name, format, options, fileSchema, partitionSchema, files, 0);
  }

  /** Returns the columns of the table: those of the files, then the partition columns. */
  @JsonIgnore
  public Schema tableSchema() {
    return fileSchema.concat(partitionSchema);
  }

  public ScanSource withFiles(List<SourceFile> newFiles) {
    return new ScanSource(
        name, format, options, fileSchema, partitionSchema, newFiles, prunedFiles);
  }

  /** Returns the source with some of its files, the others counted as pruned. */
  public ScanSource prunedTo(List<SourceFile> kept) {
    int pruned = prunedFiles + files.size() - kept.size();
    return new ScanSource(name, format, options, fileSchema, partitionSchema, kept, pruned);
  }
}
