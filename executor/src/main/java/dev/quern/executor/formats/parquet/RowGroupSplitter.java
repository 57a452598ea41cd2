package dev.quern.executor.formats.parquet;

import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import java.util.List;
import org.apache.parquet.format.RowGroup;

/** Cuts a file into splits of neighbouring row groups. */
final class RowGroupSplitter {
  private final SourceFile file;
  private final Footer footer;
  private final RowGroupPruner pruner;
  private final long targetBytes;

  RowGroupSplitter(SourceFile file, Footer footer, RowGroupPruner pruner, long targetBytes) {
    this.file = file;
    this.footer = footer;
    this.pruner = pruner;
    this.targetBytes = targetBytes;
  }

  /** Appends the file's splits; row groups without a row that can pass are left out. */
  void addTo(List<Split> splits) {
    long start = -1;
    long end = -1;
    long bytes = 0;
    for (RowGroup rowGroup : footer.rowGroups()) {
      if (!pruner.mayHaveRows(rowGroup)) {
        continue;
      }
      long rowGroupStart = Footer.start(rowGroup);
      long rowGroupBytes =
          Math.max(
              1,
              rowGroup.isSetTotal_compressed_size()
                  ? rowGroup.getTotal_compressed_size()
                  : rowGroup.getTotal_byte_size());
      boolean isFull = bytes > 0 && bytes + rowGroupBytes > targetBytes;
      boolean isBehind = rowGroupStart >= end;
      if (start >= 0 && (isFull || !isBehind)) {
        splits.add(new Split(file, start, end - start, true));
        start = -1;
        bytes = 0;
      }
      if (start < 0) {
        start = rowGroupStart;
      }
      end = rowGroupStart + 1;
      bytes += rowGroupBytes;
    }
    if (start >= 0) {
      splits.add(new Split(file, start, end - start, true));
    }
  }
}
