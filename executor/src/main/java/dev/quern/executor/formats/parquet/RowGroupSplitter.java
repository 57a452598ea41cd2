package dev.quern.executor.formats.parquet;

import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.RowGroup;

/**
 * Cuts a file into splits of row groups that follow each other in the file. A split is as long as
 * its row groups, so its length tells how much there is to read, and no two of them overlap.
 */
final class RowGroupSplitter {
  private final SourceFile file;
  private final Footer footer;
  private final Predicate<RowGroup> mayHaveRows;
  private final long targetBytes;

  /**
   * @param mayHaveRows whether a row group is wanted at all
   * @param targetBytes what the row groups of a split take together, unless it has only one
   */
  RowGroupSplitter(
      SourceFile file, Footer footer, Predicate<RowGroup> mayHaveRows, long targetBytes) {
    this.file = file;
    this.footer = footer;
    this.mayHaveRows = mayHaveRows;
    this.targetBytes = targetBytes;
  }

  /**
   * Appends the file's splits, in the order of the footer; row groups without a row that can pass
   * are left out.
   */
  void addTo(List<Split> splits) {
    Set<Long> starts = new LinkedHashSet<>();
    NavigableMap<Long, Long> bytesByStart = new TreeMap<>();
    for (RowGroup rowGroup : footer.rowGroups()) {
      if (mayHaveRows.test(rowGroup)) {
        long start = Footer.start(rowGroup);
        starts.add(start);
        // Row groups without rows may take no room, and begin where the next one does.
        bytesByStart.merge(start, bytes(rowGroup), Long::sum);
      }
    }
    long first = -1;
    long last = -1;
    long bytes = 0;
    for (long start : starts) {
      long more = bytesByStart.getOrDefault(start, 0L);
      boolean follows = first >= 0 && Long.valueOf(start).equals(bytesByStart.higherKey(last));
      if (first >= 0 && (!follows || bytes + more > targetBytes)) {
        splits.add(split(first, last, bytesByStart));
        first = -1;
        bytes = 0;
      }
      if (first < 0) {
        first = start;
      }
      last = start;
      bytes += more;
    }
    if (first >= 0) {
      splits.add(split(first, last, bytesByStart));
    }
  }

  private Split split(long first, long last, NavigableMap<Long, Long> bytesByStart) {
    long end = last + Math.max(1, bytesByStart.getOrDefault(last, 0L));
    Long next = bytesByStart.higherKey(last);
    // Chunks of hostile files overlap; the next row group belongs to another split.
    long ownEnd = next == null ? end : Math.min(end, next);
    return new Split(file, first, ownEnd - first, true);
  }

  private static long bytes(RowGroup rowGroup) {
    long bytes = 0;
    for (ColumnChunk column : rowGroup.getColumns()) {
      bytes += column.getMeta_data().getTotal_compressed_size();
    }
    return bytes;
  }
}
