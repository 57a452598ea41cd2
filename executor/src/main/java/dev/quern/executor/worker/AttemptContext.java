package dev.quern.executor.worker;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.SharedState;
import dev.quern.executor.operators.TaskContext;
import dev.quern.executor.scheduler.OperatorCounters;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.settings.QuerySettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;

/** The context of one task attempt. */
final class AttemptContext implements TaskContext, AutoCloseable {
  private final TaskAssignment assignment;
  private final QueryRuntime runtime;
  private final BufferAllocator allocator;
  private final Path spillDirectory;
  private final Cancellation cancellation;
  private final Map<Integer, OperatorStatistics> statistics = new TreeMap<>();
  private final List<SplitReport> reports = new ArrayList<>();
  private boolean isRunBegun;

  AttemptContext(TaskAssignment assignment, QueryRuntime runtime, Cancellation cancellation) {
    this.assignment = assignment;
    this.runtime = runtime;
    this.cancellation = cancellation;
    this.allocator = runtime.newAllocator(assignment.id().toString());
    this.spillDirectory = runtime.spillDirectory(assignment.id());
  }

  @Override
  public int taskIndex() {
    return assignment.id().taskIndex();
  }

  @Override
  public QuerySettings settings() {
    return runtime.settings();
  }

  @Override
  public BufferAllocator allocator() {
    return allocator;
  }

  @Override
  public MemoryPool memoryPool() {
    return runtime.memoryPool();
  }

  @Override
  public Path spillDirectory() {
    try {
      return Files.createDirectories(spillDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the spill folder " + spillDirectory, e);
    }
  }

  @Override
  public OutputStream createSpillFile(Path file) throws IOException {
    return runtime.temporarySpace().create(file);
  }

  @Override
  public ExpressionCompiler expressions() {
    return runtime.services().expressions();
  }

  @Override
  public Formats formats() {
    return runtime.services().formats();
  }

  @Override
  public List<Split> splits(int scanNodeId) {
    return assignment.splits().getOrDefault(scanNodeId, List.of());
  }

  @Override
  public BatchSource openExchange(ExchangeSourceNode node) {
    return runtime.openExchange(node, assignment, this);
  }

  @Override
  public SharedState sharedState() {
    return runtime.sharedState();
  }

  @Override
  public OperatorStatistics statistics(int nodeId) {
    return statistics.computeIfAbsent(nodeId, absent -> new OperatorStatistics());
  }

  @Override
  public void reportSplit(SplitReport report) {
    reports.add(report);
  }

  @Override
  public void beginRun() {
    isRunBegun = true;
  }

  /** Returns whether a run was begun since this was called last. */
  boolean takeRunBegun() {
    boolean wasBegun = isRunBegun;
    isRunBegun = false;
    return wasBegun;
  }

  @Override
  public void checkCancelled() {
    cancellation.check();
    runtime.relieve();
  }

  List<SplitReport> reports() {
    return reports;
  }

  List<OperatorCounters> counters() {
    List<OperatorCounters> counters = new ArrayList<>();
    statistics.forEach(
        (nodeId, operator) ->
            counters.add(
                new OperatorCounters(
                    nodeId,
                    operator.rows(),
                    operator.batches(),
                    operator.bytesRead(),
                    operator.bytesSpilled(),
                    operator.bytesWritten(),
                    operator.peakBytes(),
                    operator.nanos())));
    return counters;
  }

  /** Frees what the attempt held; memory that an operator left behind is an error. */
  @Override
  public void close() {
    try {
      Folders.delete(spillDirectory);
    } finally {
      allocator.close();
    }
  }
}
