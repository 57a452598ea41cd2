package dev.quern.plan.nodes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of a scan.
 *
 * @param path absolute path
 * @param sizeBytes size when it was listed
 * @param modifiedMillis time of last change when it was listed
 * @param partitionValues text values of the partition columns, null for SQL NULL
 */
public record SourceFile(
    String path, long sizeBytes, long modifiedMillis, List<@Nullable String> partitionValues) {
  public SourceFile {
    partitionValues = Collections.unmodifiableList(new ArrayList<>(partitionValues));
  }
}
