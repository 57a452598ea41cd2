package dev.quern.executor.queries;

import dev.quern.executor.formats.Formats;
import dev.quern.executor.scheduler.SchedulerSettings;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.stages.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks the formats for the splits of a stage's scans. */
final class SplitLister {
  /** More than any file has, and far from overflowing when a format computes with it. */
  private static final long WHOLE_FILES = 1L << 60;

  private final Formats formats;
  private final SchedulerSettings settings;

  SplitLister(Formats formats, SchedulerSettings settings) {
    this.formats = formats;
    this.settings = settings;
  }

  /**
   * Returns the splits of each scan by node id; each about as large as a task if a file is larger.
   */
  Map<Integer, List<Split>> list(Stage stage, boolean isRoot, boolean wholeFiles) {
    long totalBytes = 0;
    for (ScanNode scan : stage.scans()) {
      for (SourceFile file : scan.source().files()) {
        totalBytes += file.sizeBytes();
      }
    }
    long splitBytes = wholeFiles ? WHOLE_FILES : settings.of(isRoot).taskBytes(totalBytes);
    Map<Integer, List<Split>> splits = new HashMap<>();
    for (ScanNode scan : stage.scans()) {
      splits.put(scan.id(), formats.byName(scan.source().format()).splits(scan, splitBytes));
    }
    return splits;
  }
}
