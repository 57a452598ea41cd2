package dev.quern.executor.scheduler;

import dev.quern.executor.scheduler.TaskState.Phase;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the splits of each file join up: where the rows of one end, the rows of the next must
 * have begun.
 *
 * <pre>
 * file    [0, 100)  reports rows 0..107      the row at 90 ends at 107
 *         [100, 200) reports rows 107..205   joins up: verified
 *         [200, 300) reports rows 230..300   guessed wrong: read again from 205, exactly
 * </pre>
 */
final class SplitChains {
  /** One split of a file that is read in pieces. */
  private static final class Link {
    final int taskIndex;
    final int scanId;
    Split split;
    boolean isEmpty;
    boolean isVerified;

    Link(int taskIndex, int scanId, Split split) {
      this.taskIndex = taskIndex;
      this.scanId = scanId;
      this.split = split;
    }
  }

  /** For each task the files of which it reads a piece. */
  private final Map<Integer, Set<List<Link>>> chainsOfTask = new HashMap<>();

  private final Map<Integer, List<Link>> linksOfTask = new HashMap<>();
  private boolean needsWholeFiles;

  SplitChains(List<TaskState> tasks) {
    Map<String, List<Link>> byFile = new LinkedHashMap<>();
    for (TaskState task : tasks) {
      task.splits()
          .forEach(
              (scanId, splits) -> {
                for (Split split : splits) {
                  byFile
                      .computeIfAbsent(scanId + ":" + split.file().path(), key -> new ArrayList<>())
                      .add(new Link(task.index, scanId, split));
                }
              });
    }
    for (List<Link> chain : byFile.values()) {
      if (chain.stream().anyMatch(link -> !link.split.exactStart())) {
        chain.sort(Comparator.comparingLong(link -> link.split.start()));
        for (Link link : chain) {
          chainsOf(link.taskIndex).add(chain);
          linksOfTask.computeIfAbsent(link.taskIndex, absent -> new ArrayList<>()).add(link);
        }
      }
    }
  }

  private Set<List<Link>> chainsOf(int taskIndex) {
    return chainsOfTask.computeIfAbsent(
        taskIndex, absent -> Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /**
   * Marks the tasks whose row starts are right, and corrects the splits of those that began at a
   * wrong place, in the files of one task.
   *
   * @param changed a task that has ended
   * @return the tasks with corrected splits: they must run again
   */
  Set<TaskState> check(TaskState changed, List<TaskState> tasks) {
    Set<TaskState> corrected = new LinkedHashSet<>();
    Set<Integer> touched = new LinkedHashSet<>(List.of(changed.index));
    for (List<Link> chain : chainsOf(changed.index)) {
      checkChain(chain, tasks, corrected);
      for (Link link : chain) {
        touched.add(link.taskIndex);
      }
    }
    for (int index : touched) {
      TaskState task = tasks.get(index);
      task.isVerified =
          task.phase == Phase.FINISHED && !corrected.contains(task) && allLinksAreVerified(index);
    }
    return corrected;
  }

  private boolean allLinksAreVerified(int taskIndex) {
    return linksOfTask.getOrDefault(taskIndex, List.of()).stream()
        .allMatch(link -> link.isVerified);
  }

  /** Returns whether a file was not read far enough to tell where its next split begins. */
  boolean needsWholeFiles() {
    return needsWholeFiles;
  }

  /** Puts the true row starts in the place of guessed ones, as far as they are known by now. */
  void correctStarts(TaskState starting, List<TaskState> tasks) {
    for (List<Link> chain : chainsOf(starting.index)) {
      long expected = -1;
      for (Link link : chain) {
        if (link.isEmpty) {
          continue;
        }
        if (link.taskIndex == starting.index && !link.split.exactStart() && expected >= 0) {
          correct(link, starting, expected);
        }
        TaskState task = tasks.get(link.taskIndex);
        SplitReport report = link.isVerified ? report(task, link.split) : null;
        if (!link.isEmpty) {
          expected = report == null ? -1 : report.nextRow();
        }
      }
    }
  }

  private void checkChain(List<Link> chain, List<TaskState> tasks, Set<TaskState> corrected) {
    long expected = -1;
    boolean previousIsVerified = true;
    for (Link link : chain) {
      if (link.isEmpty) {
        continue;
      }
      TaskState task = tasks.get(link.taskIndex);
      boolean isKnown = expected >= 0 && previousIsVerified;
      SplitReport report = report(task, link.split);
      boolean isRead = task.phase == Phase.FINISHED;
      boolean isRight =
          link.split.exactStart() || (isKnown && report != null && report.firstRow() == expected);
      boolean isTried = isRead || task.phase == Phase.SUSPECT;
      if (isTried && !isRight && isKnown) {
        correct(link, task, expected);
        corrected.add(task);
        if (link.isEmpty) {
          continue;
        }
      }
      if (isTried && !isRight && !isKnown && previousIsVerified) {
        needsWholeFiles = true;
      }
      link.isVerified = isRead && isRight && !corrected.contains(task);
      previousIsVerified = link.isVerified;
      expected = report == null ? -1 : report.nextRow();
    }
  }

  private static void correct(Link link, TaskState task, long start) {
    long end = link.split.start() + link.split.length();
    Split exact = start >= end ? null : new Split(link.split.file(), start, end - start, true);
    task.correct(link.scanId, link.split, exact);
    if (exact == null) {
      link.isEmpty = true;
      link.isVerified = true;
    } else {
      link.split = exact;
    }
  }

  /** Returns what the task's output tells of the split; null if it was not read to its end. */
  private static @Nullable SplitReport report(TaskState task, Split split) {
    TaskOutput output = task.output;
    if (output == null) {
      return null;
    }
    SplitReport found = null;
    for (SplitReport report : output.reports()) {
      if (report.split().equals(split)) {
        if (found != null && !found.equals(report)) {
          return null;
        }
        found = report;
      }
    }
    return found;
  }
}
