package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Sorts its input for a reader that merges: what memory holds at a time is put out as a sorted run
 * ({@link TaskContext#beginRun}), so that no row is written to disk twice. After {@link #MOST_RUNS}
 * of them the rest of the input becomes one run, as {@link SortOperator} makes it. Rows with equal
 * keys keep the input's order, within runs and from run to run. Closes its input.
 */
public final class SortedRunsOperator implements BatchSource {
  /** A reader merges the runs of all tasks at once, and has a batch of each in memory. */
  static final int MOST_RUNS = 16;

  /** So many tasks of a stage for each thread are usual. */
  private static final int TASKS_PER_THREAD = 4;

  /** One batch of each run of all tasks is about this part of the reader's budget. */
  private static final int MERGED_SHARE = 8;

  private static final long LEAST_BATCH_BYTES = 8 << 10;

  private final BatchSource input;
  private final TaskContext context;
  private final BufferAllocator allocator;
  private final OperatorStatistics statistics;
  private final ExternalSorter sorter;
  private final RowReader reader;
  private final long[] addresses;
  private final long mostBatchBytes;
  private @Nullable Batch pending;
  private @Nullable BufferRun run;
  private int runs;
  private boolean inputRead;
  private boolean isLastRun;

  public SortedRunsOperator(SortNode node, BatchSource input, TaskContext context) {
    String name = "sort-" + node.id();
    this.input = input;
    this.context = context;
    this.statistics = context.statistics(node.id());
    this.mostBatchBytes = mostBatchBytes(context);
    this.sorter =
        new ExternalSorter(
            input.schema(), node.keys(), Long.MAX_VALUE, mostBatchBytes, name, statistics, context);
    this.reader = new RowReader(sorter.order().layout());
    this.addresses = new long[context.settings().batchRows()];
    this.allocator = context.allocator().newChildAllocator(name, 0, Long.MAX_VALUE);
  }

  private static long mostBatchBytes(TaskContext context) {
    long usual = context.memoryPool().mostBatchBytes();
    long runs = (MOST_RUNS + 1L) * TASKS_PER_THREAD * context.settings().threads();
    long share = context.memoryPool().limitBytes() / MERGED_SHARE / runs;
    return Math.min(usual, Math.max(LEAST_BATCH_BYTES, share));
  }

  @Override
  public Schema schema() {
    return input.schema();
  }

  @Override
  public @Nullable Batch next() {
    while (!isLastRun) {
      Batch batch = nextOfRun();
      if (batch != null) {
        return batch;
      }
      if (inputRead) {
        return null;
      }
      if (runs < MOST_RUNS) {
        beginRun();
      } else {
        readRest();
      }
    }
    return sorter.next(allocator);
  }

  private @Nullable Batch nextOfRun() {
    BufferRun current = run;
    if (current == null) {
      return null;
    }
    int count = current.next(addresses, addresses.length, mostBatchBytes);
    if (count > 0) {
      return reader.read(schema(), addresses, 0, count, allocator);
    }
    sorter.buffer().clear();
    // Whoever has asked for memory while the run was put out has all of it now.
    sorter.reservation().clearSpillRequest();
    run = null;
    return null;
  }

  /** Fills the memory that is to be had, and sorts what is in it. */
  private void beginRun() {
    fill();
    SortBuffer buffer = sorter.buffer();
    statistics.observeReserved(sorter.reservation().bytes());
    if (buffer.rowCount() == 0) {
      return;
    }
    buffer.sort();
    buffer.releaseScratch();
    run = new BufferRun(buffer);
    run.nextBlock();
    runs++;
    context.beginRun();
  }

  /** Adds rows until the input ends, memory is refused or another operator asks for it. */
  private void fill() {
    while (true) {
      if (pending == null) {
        pending = nextInput();
        if (pending == null) {
          return;
        }
        sorter.input().begin(pending, null);
      }
      if (!sorter.input().append()) {
        return;
      }
      closePending();
      if (sorter.reservation().isSpillRequested()) {
        sorter.reservation().clearSpillRequest();
        return;
      }
    }
  }

  private @Nullable Batch nextInput() {
    Batch batch = input.next();
    if (batch == null) {
      inputRead = true;
      input.close();
    }
    return batch;
  }

  private void readRest() {
    if (pending != null) {
      sorter.addBegun();
      closePending();
    }
    for (Batch batch = nextInput(); batch != null; batch = nextInput()) {
      sorter.add(batch);
    }
    isLastRun = true;
    context.beginRun();
  }

  private void closePending() {
    if (pending != null) {
      pending.close();
      pending = null;
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>();
    if (pending != null) {
      all.add(pending);
      pending = null;
    }
    if (!inputRead) {
      all.add(input);
    }
    all.add(sorter);
    all.add(allocator);
    Closing.closeAll(all);
  }
}
