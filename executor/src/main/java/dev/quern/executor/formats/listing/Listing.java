package dev.quern.executor.formats.listing;

import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * The files behind a path.
 *
 * @param files at least one, in ascending order of path, each with one value for each partition
 *     column
 * @param partitionSchema the columns that {@code key=value} folders stand for
 */
public record Listing(List<SourceFile> files, Schema partitionSchema) {
  public Listing {
    files = List.copyOf(files);
  }
}
