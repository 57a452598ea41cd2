package dev.quern.executor.worker;

import dev.quern.executor.batch.Allocators;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.exchange.ExchangeStore;
import dev.quern.executor.exchange.OutputLostException;
import dev.quern.executor.exchange.OutputWriter;
import dev.quern.executor.exchange.ResultSink;
import dev.quern.executor.exchange.RowSegments;
import dev.quern.executor.exchange.RowStream;
import dev.quern.executor.exchange.SegmentReader;
import dev.quern.executor.memory.MemoryBudget;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.TemporarySpace;
import dev.quern.executor.operators.SharedState;
import dev.quern.executor.operators.TaskContext;
import dev.quern.executor.operators.sort.SortedMerge;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.QueryScheduler;
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
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What one process holds for one query: its memory, its exchanged blocks and the state that tasks
 * share. Thread-safe; closed when no task runs any more, and then nothing may be left in memory.
 */
public final class QueryRuntime implements AutoCloseable {
  private final StageGraph graph;
  private final QuerySettings settings;
  private final ExecutorServices services;
  private final Path directory;
  private final BufferAllocator allocator = Allocators.newRoot();
  private final MemoryBudget budget;
  private final MemoryPool memoryPool;
  private final TemporarySpace temporarySpace;
  private final ExchangeStore exchange;
  private final boolean isRepeatableInOrder;
  private final Map<AttemptId, ResultSink> sinks = new ConcurrentHashMap<>();
  private final Map<AttemptId, RowStream> streams = new ConcurrentHashMap<>();
  private final Map<AttemptId, RowSegments> segments = new ConcurrentHashMap<>();
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
    this.isRepeatableInOrder = QueryScheduler.isResultRepeatableInOrder(graph);
    this.memoryPool = budget.newPool(MemoryBudget.bytesForState(memoryBytes), services.rules());
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
    ResultSink sink = sinks.get(assignment.id());
    if (sink != null) {
      return runStreamed(assignment, cancellation, sink);
    }
    if (assignment.isStreamed()) {
      throw new QueryException(ErrorCode.CANCELLED, "The client has left");
    }
    Stage stage = stage(assignment);
    try (TaskRows rows = new TaskRows(assignment, this, cancellation);
        OutputWriter writer = newWriter(stage, assignment.id(), rows.allocator())) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        if (rows.takeRunBegun()) {
          writer.beginRun();
        }
        writer.add(batch);
      }
      rows.finish();
      writer.finish();
      return rows.output(writer.rowCount(), writer.partitionBytes(), 0);
    }
  }

  private TaskOutput runStreamed(
      TaskAssignment assignment, Cancellation cancellation, ResultSink sink) {
    try {
      TaskOutput output = addRows(assignment, cancellation, sink);
      sink.finish();
      return output;
    } catch (RuntimeException | Error e) {
      sinks.remove(assignment.id());
      streams.remove(assignment.id());
      sink.abandon();
      throw e;
    } finally {
      // Its files are the coordinator's now. The rows of a stream stay until they are dropped.
      if (segments.remove(assignment.id()) != null) {
        sinks.remove(assignment.id());
      }
    }
  }

  private TaskOutput addRows(
      TaskAssignment assignment, Cancellation cancellation, ResultSink sink) {
    try (TaskRows rows = new TaskRows(assignment, this, cancellation)) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        sink.add(batch, rows::checkCancelled);
      }
      rows.finish();
      return rows.output(sink.rowCount(), List.of(sink.byteCount()), sink.waitedNanos());
    }
  }

  private OutputWriter newWriter(Stage stage, AttemptId id, BufferAllocator taskAllocator) {
    return exchange.create(
        id, stage.root().schema(), stage.output(), settings.batchRows(), taskAllocator);
  }

  /** Returns what is to be told of an attempt that ended in this way. */
  static TaskFailure failure(AttemptId id, Throwable cause) {
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

  /**
   * Prepares for the rows of an attempt to be read, in this process, while they are made.
   *
   * @param streamCount how many such attempts may run at the same time
   */
  public void openStream(AttemptId id, int streamCount) {
    RowStream stream = exchange.stream(id, graph.schema(), settings.batchRows(), streamCount);
    streams.put(id, stream);
    sinks.put(id, stream);
  }

  /**
   * Prepares for the rows of an attempt to be read by the coordinator while they are made.
   *
   * @param readyListener called for each file that is complete
   */
  public void openSegments(AttemptId id, Runnable readyListener) {
    RowSegments opened = exchange.segments(id, isRepeatableInOrder, readyListener);
    segments.put(id, opened);
    sinks.put(id, opened);
  }

  /** Takes that the coordinator has read one more file of an attempt's rows. */
  public void take(AttemptId id) {
    RowSegments opened = segments.get(id);
    if (opened != null) {
      opened.take();
    }
  }

  /**
   * Opens the rows of an attempt that a worker makes.
   *
   * @param takenListener called for each file that was read
   */
  public SegmentReader openSegmentReader(AttemptId id, Runnable takenListener) {
    return exchange.openSegments(id, graph.schema(), isRepeatableInOrder, allocator, takenListener);
  }

  /** Removes the rows of an attempt that a worker has made. */
  public void dropSegments(AttemptId id) {
    exchange.dropSegments(id);
  }

  /** Returns an attempt that runs as the client pulls its rows, who closes it. */
  public PulledTask pull(
      TaskAssignment assignment, Cancellation cancellation, Consumer<SchedulerEvent> outcome) {
    return new PulledTask(assignment, this, cancellation, outcome);
  }

  /** Opens an output of the root stage for the client, who closes it. */
  public BatchSource openResult(AttemptId id) {
    RowStream stream = streams.get(id);
    return stream == null
        ? exchange.open(id, graph.schema(), 0, 1, allocator)
        : stream.open(allocator);
  }

  /** Returns whether an attempt has waited for the client for some time. */
  public boolean isHeldUpByClient() {
    return streams.values().stream().anyMatch(RowStream::isHeldUp);
  }

  /** Ends the wait of all who wait for rows of running attempts, or for the client. */
  public void closeStreams() {
    sinks.values().forEach(ResultSink::close);
  }

  /** Removes an output. */
  public void drop(AttemptId id) {
    RowStream stream = streams.remove(id);
    if (stream != null) {
      sinks.remove(id);
      stream.close();
    }
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
    closeStreams();
    try (memoryPool;
        allocator;
        exchange;
        sharedState) {
      // All are closed in reverse order, whatever happens.
    }
  }

  BatchSource openExchange(ExchangeSourceNode node, TaskAssignment assignment, TaskContext task) {
    boolean isPartitioned = node.mode() == ExchangeSourceNode.Mode.PARTITIONED;
    int first = isPartitioned ? assignment.firstPartition() : 0;
    int end = isPartitioned ? assignment.endPartition() : 1;
    List<AttemptId> outputs = assignment.inputs().getOrDefault(node.stageId(), List.of());
    if (!node.mergeKeys().isEmpty()) {
      return merge(node, outputs, task);
    }
    List<BatchSource> sources = new ArrayList<>();
    for (AttemptId output : outputs) {
      sources.add(exchange.open(output, node.schema(), first, end, task.allocator()));
    }
    return new ConcatenatedSource(node.schema(), sources);
  }

  /** Merges what each task has written: one sorted run or several. */
  private BatchSource merge(ExchangeSourceNode node, List<AttemptId> outputs, TaskContext task) {
    List<BatchSource> runs = new ArrayList<>();
    for (AttemptId output : outputs) {
      runs.addAll(exchange.openRuns(output, node.schema(), task.allocator()));
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

  /** Returns the plan of a task. */
  Stage stage(TaskAssignment assignment) {
    Stage replanned = assignment.replanned();
    return replanned == null ? graph.stages().get(assignment.id().stageId()) : replanned;
  }

  Schema resultSchema() {
    return graph.schema();
  }

  /** Returns the allocator that is charged with rows that the client has. */
  BufferAllocator resultAllocator() {
    return allocator;
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
