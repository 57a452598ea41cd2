package dev.quern.executor.worker;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.exchange.ExchangeStore;
import dev.quern.executor.exchange.OutputLostException;
import dev.quern.executor.exchange.OutputWriter;
import dev.quern.executor.memory.MemoryBudget;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.TemporarySpace;
import dev.quern.executor.operators.SharedState;
import dev.quern.executor.operators.TaskContext;
import dev.quern.executor.operators.sort.SortedMerge;
import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.scheduler.TaskFailure;
import dev.quern.executor.scheduler.TaskOutput;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * What one process holds for one query: its memory, its exchanged blocks and the state that tasks
 * share. Thread-safe; closed when no task runs any more, and then nothing may be left in memory.
 */
public final class QueryRuntime implements AutoCloseable {
  private final StageGraph graph;
  private final QuerySettings settings;
  private final ExecutorServices services;
  private final Path directory;
  private final BufferAllocator allocator = new RootAllocator();
  private final MemoryBudget budget;
  private final MemoryPool memoryPool;
  private final TemporarySpace temporarySpace;
  private final ExchangeStore exchange;
  private final QuerySharedState sharedState = new QuerySharedState();

  /**
   * Makes ready for the tasks of a query.
   *
   * @param directory the query's folder, which its owner removes
   * @param memoryBytes this process's share of the query's budget
   * @param budget of all queries in this process
   * @param isShared whether tasks of this query run in other processes, too
   */
  public QueryRuntime(
      StageGraph graph,
      QuerySettings settings,
      ExecutorServices services,
      Path directory,
      long memoryBytes,
      MemoryBudget budget,
      boolean isShared) {
    this.graph = graph;
    this.settings = settings;
    this.services = services;
    this.directory = directory;
    this.budget = budget;
    this.memoryPool = budget.newPool(memoryBytes, services.rules());
    this.temporarySpace =
        new TemporarySpace(directory, settings.tempLimitBytes(), services.rules());
    this.exchange =
        new ExchangeStore(
            directory.resolve("exchange"), isShared, allocator, memoryPool, temporarySpace);
    memoryPool.onSpillRequest(exchange::relieve);
  }

  /**
   * Runs a task to its end in this thread. Never throws for what goes wrong in the task.
   *
   * @return AttemptFinished or AttemptFailed
   */
  public SchedulerEvent run(TaskAssignment assignment, Cancellation cancellation) {
    try {
      return new SchedulerEvent.AttemptFinished(runTask(assignment, cancellation));
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      return new SchedulerEvent.AttemptFailed(failure(assignment.id(), e));
    }
  }

  private TaskOutput runTask(TaskAssignment assignment, Cancellation cancellation) {
    long started = System.nanoTime();
    Stage stage = graph.stages().get(assignment.id().stageId());
    try (AttemptContext context = new AttemptContext(assignment, this, cancellation)) {
      try (OutputWriter writer = newWriter(stage, assignment.id(), context.allocator())) {
        try (BatchSource rows = OperatorBuilder.build(stage.root(), context)) {
          for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
            writer.add(batch);
          }
        }
        cancellation.check();
        writer.finish();
        return new TaskOutput(
            assignment.id(),
            writer.rowCount(),
            writer.partitionBytes(),
            context.reports(),
            context.counters(),
            memoryPool.peakBytes(),
            System.nanoTime() - started);
      }
    }
  }

  private OutputWriter newWriter(Stage stage, AttemptId id, BufferAllocator taskAllocator) {
    return exchange.create(
        id, stage.root().schema(), stage.output(), settings.batchRows(), taskAllocator);
  }

  private static TaskFailure failure(AttemptId id, Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof OutputLostException lost) {
        String message = String.valueOf(lost.getMessage());
        return new TaskFailure(id, ErrorCode.EXCHANGE_DATA_LOST, message, lost.id());
      }
      if (at instanceof QueryException known) {
        return new TaskFailure(id, known.code(), known.message(), null);
      }
      if (at instanceof IOException storage) {
        String message = "Cannot read or write: " + storage;
        return new TaskFailure(id, ErrorCode.STORAGE_FAILURE, message, null);
      }
    }
    return new TaskFailure(id, ErrorCode.INTERNAL, describe(cause), null);
  }

  /** Returns the exception and the place where it was thrown: enough to find the bug. */
  private static String describe(Throwable cause) {
    StringBuilder text = new StringBuilder("Unexpected failure: ").append(cause);
    StackTraceElement[] trace = cause.getStackTrace();
    for (int i = 0; i < Math.min(trace.length, 6); i++) {
      text.append(i == 0 ? " at " : " < ").append(trace[i]);
    }
    return text.toString();
  }

  /** Opens an output of the root stage for the client, who closes it. */
  public BatchSource openResult(AttemptId id) {
    return exchange.open(id, graph.schema(), 0, 1, allocator);
  }

  /** Removes an output. */
  public void drop(AttemptId id) {
    exchange.drop(id);
  }

  /** Removes all outputs of a stage. */
  public void release(int stageId) {
    exchange.release(stageId);
  }

  public long peakBytes() {
    return memoryPool.peakBytes();
  }

  /** Frees everything; memory that is still in use is an error. */
  @Override
  public void close() {
    try (memoryPool;
        allocator;
        exchange;
        sharedState) {
      // All are closed in reverse order, whatever happens.
    }
  }

  BatchSource openExchange(ExchangeSourceNode node, TaskAssignment assignment, TaskContext task) {
    boolean isPartitioned = node.mode() == ExchangeSourceNode.Mode.PARTITIONED;
    int partitionCount = graph.stages().get(node.stageId()).output().partitionCount();
    int first = isPartitioned ? assignment.firstPartition() : 0;
    int end = isPartitioned ? assignment.endPartition() : partitionCount;
    List<AttemptId> outputs = assignment.inputs().getOrDefault(node.stageId(), List.of());
    if (!node.mergeKeys().isEmpty()) {
      return merge(node, outputs, first, end, task);
    }
    List<BatchSource> sources = new ArrayList<>();
    for (AttemptId output : outputs) {
      sources.add(exchange.open(output, node.schema(), first, end, task.allocator()));
    }
    return new ConcatenatedSource(node.schema(), sources);
  }

  /** Merges what each task has written to each partition: every such run is sorted. */
  private BatchSource merge(
      ExchangeSourceNode node, List<AttemptId> outputs, int first, int end, TaskContext task) {
    List<BatchSource> runs = new ArrayList<>();
    for (AttemptId output : outputs) {
      for (int partition = first; partition < end; partition++) {
        runs.add(exchange.openRun(output, node.schema(), partition, task.allocator()));
      }
    }
    return new SortedMerge("exchange-" + node.id(), node.schema(), node.mergeKeys(), runs, task);
  }

  BufferAllocator newAllocator(String name) {
    return allocator.newChildAllocator(name, 0, Long.MAX_VALUE);
  }

  Path spillDirectory(AttemptId id) {
    String name = "spill-" + id.stageId() + "-" + id.taskIndex() + "-" + id.attempt();
    return directory.resolve(name);
  }

  QuerySettings settings() {
    return settings;
  }

  MemoryPool memoryPool() {
    return memoryPool;
  }

  TemporarySpace temporarySpace() {
    return temporarySpace;
  }

  ExecutorServices services() {
    return services;
  }

  SharedState sharedState() {
    return sharedState;
  }

  void relieve() {
    budget.relieve(memoryPool);
  }
}
