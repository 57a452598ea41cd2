package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.stages.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a stage into tasks: neighbouring splits are packed, and neighbouring partitions merged,
 * until a task has enough to do. Splits keep their file order, within a task and from task to task.
 *
 * <pre>
 * splits     a[0,64M) a[64M,128M) b c d   -&gt;   {a[0,64M)} {a[64M,128M)} {b, c, d}
 * partitions 9M 1M 2M 0 8M, 8M a task     -&gt;   [0,1) [1,5)
 * </pre>
 */
final class TaskPlanner {
  /** What opening one more file costs, as bytes read. */
  private static final long FILE_BYTES = 32 << 10;

  private final SchedulerSettings settings;

  TaskPlanner(SchedulerSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns the tasks of a stage, at least one.
   *
   * @param splits by node id of the scan, in file order
   * @param partitionBytes size of each partition, summed over all stages that are read by
   *     partition; empty if there are none
   * @param isCopyLarge whether each task has to read so much of other stages that there should be
   *     one for each slot only
   */
  List<TaskWork> plan(
      Stage stage,
      boolean isSingleTask,
      boolean isRoot,
      Map<Integer, List<Split>> splits,
      List<Long> partitionBytes,
      boolean isCopyLarge) {
    if (isSingleTask) {
      return List.of(wholeStage(stage, splits, partitionBytes));
    }
    List<TaskWork> tasks = new ArrayList<>();
    long scanBytes = 0;
    for (List<Split> ofScan : splits.values()) {
      scanBytes += bytes(ofScan);
    }
    long taskBytes =
        isCopyLarge ? bytesOfSlot(scanBytes) : settings.of(isRoot).taskBytes(scanBytes);
    for (ScanNode scan : stage.scans()) {
      List<Split> ofScan = splits.getOrDefault(scan.id(), List.of());
      for (List<Split> group : pack(ofScan, taskBytes)) {
        tasks.add(new TaskWork(Map.of(scan.id(), group), 0, 0, bytes(group)));
      }
    }
    long ofPartitions = partitionBytes.stream().mapToLong(Long::longValue).sum();
    tasks.addAll(
        mergePartitions(
            partitionBytes, isCopyLarge ? bytesOfSlot(ofPartitions) : settings.minTaskBytes()));
    return tasks.isEmpty() ? List.of(new TaskWork(Map.of(), 0, 0, 0)) : tasks;
  }

  private static TaskWork wholeStage(
      Stage stage, Map<Integer, List<Split>> splits, List<Long> partitionBytes) {
    Map<Integer, List<Split>> all = new HashMap<>();
    long total = 0;
    for (ScanNode scan : stage.scans()) {
      List<Split> joined = join(splits.getOrDefault(scan.id(), List.of()));
      all.put(scan.id(), joined);
      total += bytes(joined);
    }
    for (long size : partitionBytes) {
      total += size;
    }
    return new TaskWork(all, 0, partitionBytes.size(), total);
  }

  private List<List<Split>> pack(List<Split> splits, long taskBytes) {
    long fileBytes = Math.min(FILE_BYTES, taskBytes / 8);
    List<List<Split>> groups = new ArrayList<>();
    List<Split> group = new ArrayList<>();
    long groupBytes = 0;
    for (Split split : splits) {
      long bytes = split.length() + fileBytes;
      if (!group.isEmpty() && groupBytes + bytes > taskBytes + taskBytes / 4) {
        groups.add(join(group));
        group = new ArrayList<>();
        groupBytes = 0;
      }
      group.add(split);
      groupBytes += bytes;
    }
    if (!group.isEmpty()) {
      groups.add(join(group));
    }
    return groups;
  }

  /** Makes one split of those that follow each other in a file. */
  private static List<Split> join(List<Split> splits) {
    List<Split> joined = new ArrayList<>();
    for (Split split : splits) {
      Split last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null
          && last.file().path().equals(split.file().path())
          && last.start() + last.length() == split.start()) {
        long length = last.length() + split.length();
        joined.set(
            joined.size() - 1, new Split(last.file(), last.start(), length, last.exactStart()));
      } else {
        joined.add(split);
      }
    }
    return List.copyOf(joined);
  }

  private long bytesOfSlot(long totalBytes) {
    return Math.max(settings.minTaskBytes(), totalBytes / settings.slots());
  }

  private static List<TaskWork> mergePartitions(List<Long> partitionBytes, long taskBytes) {
    List<TaskWork> tasks = new ArrayList<>();
    int first = 0;
    long bytes = 0;
    for (int partition = 0; partition < partitionBytes.size(); partition++) {
      long size = partitionBytes.get(partition);
      if (partition > first && bytes + size > taskBytes + taskBytes / 4) {
        tasks.add(new TaskWork(Map.of(), first, partition, bytes));
        first = partition;
        bytes = 0;
      }
      bytes += size;
    }
    if (first < partitionBytes.size()) {
      tasks.add(new TaskWork(Map.of(), first, partitionBytes.size(), bytes));
    }
    return tasks;
  }

  /** Returns the size of each partition of the stages that are read by partition. */
  static List<Long> partitionBytes(Stage stage, Map<Integer, List<Long>> bytesByStage) {
    List<Long> sums = new ArrayList<>();
    stage.sources().stream()
        .filter(source -> source.mode() == ExchangeSourceNode.Mode.PARTITIONED)
        .map(ExchangeSourceNode::stageId)
        .distinct()
        .forEach(
            stageId -> {
              List<Long> sizes = bytesByStage.getOrDefault(stageId, List.of());
              for (int i = 0; i < sizes.size(); i++) {
                if (i == sums.size()) {
                  sums.add(0L);
                }
                sums.set(i, sums.get(i) + sizes.get(i));
              }
            });
    return sums;
  }

  private static long bytes(List<Split> splits) {
    return splits.stream().mapToLong(Split::length).sum();
  }
}
