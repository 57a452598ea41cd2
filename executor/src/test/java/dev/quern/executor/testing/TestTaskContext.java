package dev.quern.executor.testing;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.JaninoExpressionCompiler;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.SharedState;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.types.Schema;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A task in memory. Rows of other stages are given with {@link #addInput}; closing fails if memory,
 * reservations or spill files are left over.
 */
public final class TestTaskContext implements TaskContext, AutoCloseable {
  private static final ExpressionCompiler EXPRESSIONS = JaninoExpressionCompiler.create();

  private final RootAllocator allocator = new RootAllocator();
  private final Map<Integer, BatchSource> inputs = new HashMap<>();
  private final Map<Integer, List<Split>> splits = new HashMap<>();
  private final Map<Integer, OperatorStatistics> statistics = new HashMap<>();
  private final List<SplitReport> splitReports = new ArrayList<>();
  private final TestSharedState sharedState = new TestSharedState();
  private final QuerySettings settings;
  private final MemoryPool memoryPool;
  private final Path spillDirectory;
  private ExpressionCompiler expressions = EXPRESSIONS;
  private Formats formats = new Formats(List.of());
  private int taskIndex;
  private @Nullable RuntimeException cancellation;
  private int checksLeft;
  private int refuseEvery;
  private int failWrite;
  private int reservations;
  private int runsBegun;
  private int spillWrites;
  private int faultsFired;

  private TestTaskContext(int batchRows, long memoryBytes) {
    try {
      spillDirectory = Files.createTempDirectory("quern-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    memoryPool = new MemoryPool(memoryBytes, bytes -> !isRefused());
    settings =
        new QuerySettings(
            SchedulerKind.SINGLE_THREADED,
            1,
            1,
            memoryBytes,
            spillDirectory.toString(),
            0,
            batchRows,
            0);
  }

  /** Returns a task with batches of 1024 rows and a budget of 256 MB. */
  public static TestTaskContext create() {
    return create(1024, 256L << 20);
  }

  public static TestTaskContext create(int batchRows, long memoryBytes) {
    return new TestTaskContext(batchRows, memoryBytes);
  }

  /** Makes the memory pool refuse every n-th reservation from now on. */
  public TestTaskContext refusingEvery(int n) {
    refuseEvery = n;
    return this;
  }

  /** Makes the n-th write to a spill file from now on fail as on a full disk. */
  public TestTaskContext failingWrite(int n) {
    failWrite = n;
    return this;
  }

  /** Returns how many reservations and writes have failed as asked for. */
  public int faultsFired() {
    return faultsFired;
  }

  private boolean isRefused() {
    if (refuseEvery == 0 || ++reservations % refuseEvery != 0) {
      return false;
    }
    faultsFired++;
    return true;
  }

  @Override
  public OutputStream createSpillFile(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return failWrite == 0 ? out : new FailingStream(out);
  }

  /** Makes {@code batches} the rows that the task reads from the stage; takes ownership. */
  public TestSource addInput(int stageId, Schema schema, List<Batch> batches) {
    TestSource source = new TestSource(schema, batches);
    inputs.put(stageId, source);
    return source;
  }

  /** Returns the plan node that reads what {@link #addInput} gave for the stage. */
  public static ExchangeSourceNode inputNode(int stageId, Schema schema) {
    return new ExchangeSourceNode(
        1000 + stageId, stageId, ExchangeSourceNode.Mode.PARTITIONED, List.of(), schema);
  }

  /** Adds the columns, cut into batches of {@code batchRows}, as a stage's rows. */
  public ExchangeSourceNode input(int stageId, int batchRows, TestColumn... columns) {
    TestSource source = new TestSource(allocator, batchRows, columns);
    inputs.put(stageId, source);
    return inputNode(stageId, source.schema());
  }

  public TestTaskContext withExpressions(ExpressionCompiler compiler) {
    expressions = compiler;
    return this;
  }

  public TestTaskContext withFormats(Formats newFormats) {
    formats = newFormats;
    return this;
  }

  public TestTaskContext withSplits(int scanNodeId, List<Split> scanSplits) {
    splits.put(scanNodeId, List.copyOf(scanSplits));
    return this;
  }

  public TestTaskContext withTaskIndex(int index) {
    taskIndex = index;
    return this;
  }

  /** Makes {@link #checkCancelled()} throw from now on. */
  public void cancel(RuntimeException error) {
    cancelAfter(0, error);
  }

  /** Makes {@link #checkCancelled()} throw after that many further calls. */
  public void cancelAfter(int calls, RuntimeException error) {
    cancellation = error;
    checksLeft = calls;
  }

  public List<SplitReport> splitReports() {
    return splitReports;
  }

  @Override
  public int taskIndex() {
    return taskIndex;
  }

  @Override
  public QuerySettings settings() {
    return settings;
  }

  @Override
  public BufferAllocator allocator() {
    return allocator;
  }

  @Override
  public MemoryPool memoryPool() {
    return memoryPool;
  }

  @Override
  public Path spillDirectory() {
    return spillDirectory;
  }

  @Override
  public ExpressionCompiler expressions() {
    return expressions;
  }

  @Override
  public Formats formats() {
    return formats;
  }

  @Override
  public List<Split> splits(int scanNodeId) {
    return splits.getOrDefault(scanNodeId, List.of());
  }

  @Override
  public BatchSource openExchange(ExchangeSourceNode node) {
    return Objects.requireNonNull(
        inputs.remove(node.stageId()), () -> "no input left for stage " + node.stageId());
  }

  @Override
  public SharedState sharedState() {
    return sharedState;
  }

  @Override
  public OperatorStatistics statistics(int nodeId) {
    return statistics.computeIfAbsent(nodeId, id -> new OperatorStatistics());
  }

  @Override
  public void reportSplit(SplitReport report) {
    splitReports.add(report);
  }

  @Override
  public void beginRun() {
    runsBegun++;
  }

  /** Returns how many sorted runs the operators have put out. */
  public int runsBegun() {
    return runsBegun;
  }

  @Override
  public void checkCancelled() {
    if (cancellation != null && checksLeft-- <= 0) {
      throw cancellation;
    }
  }

  /** Returns the names of the spill files that exist now. */
  public List<String> spillFiles() {
    try (Stream<Path> files = Files.walk(spillDirectory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> spillDirectory.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    inputs.values().forEach(BatchSource::close);
    sharedState.close();
    List<String> leftFiles = spillFiles();
    deleteSpillDirectory();
    allocator.close();
    if (memoryPool.reservedBytes() != 0) {
      throw new IllegalStateException("still reserved: " + memoryPool.reservedBytes() + " bytes");
    }
    if (!leftFiles.isEmpty()) {
      throw new IllegalStateException("spill files left over: " + leftFiles);
    }
  }

  private void deleteSpillDirectory() {
    try (Stream<Path> files = Files.walk(spillDirectory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Passes writes on, but for the one that is to fail. */
  private final class FailingStream extends FilterOutputStream {
    FailingStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (++spillWrites == failWrite) {
        faultsFired++;
        throw new IOException("No space left on device");
      }
      out.write(bytes, offset, length);
    }
  }

  private static final class TestSharedState implements SharedState, AutoCloseable {
    private final Map<String, AutoCloseable> states = new HashMap<>();

    @Override
    public <T extends AutoCloseable> T computeIfAbsent(
        String key, Class<T> type, Supplier<T> make) {
      AutoCloseable state = states.get(key);
      if (state == null) {
        state = make.get();
        states.put(key, state);
      }
      return type.cast(state);
    }

    @Override
    public void close() {
      for (AutoCloseable state : states.values()) {
        try {
          state.close();
        } catch (Exception e) {
          throw new IllegalStateException("cannot close shared state", e);
        }
      }
    }
  }
}
