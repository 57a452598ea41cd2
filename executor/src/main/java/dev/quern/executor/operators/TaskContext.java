package dev.quern.executor.operators;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.settings.QuerySettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What the operators of one task may use. One instance a task attempt, used by one thread at a
 * time.
 */
public interface TaskContext {
  /** Returns the index of the task in its stage, from 0. */
  int taskIndex();

  QuerySettings settings();

  /**
   * Returns the task's allocator; each operator makes a child of it and closes it with nothing
   * outstanding.
   */
  BufferAllocator allocator();

  /**
   * Returns the pool of the query in this process; state beyond a few batches is reserved there
   * first.
   */
  MemoryPool memoryPool();

  /** Returns the attempt's private folder for spill files; it is removed with the attempt. */
  Path spillDirectory();

  /** Makes a file in that folder and opens it. */
  default OutputStream createSpillFile(Path file) throws IOException {
    return Files.newOutputStream(file);
  }

  ExpressionCompiler expressions();

  Formats formats();

  /** Returns the splits that this task reads in the scan with that node id; may be empty. */
  List<Split> splits(int scanNodeId);

  /** Opens the rows of another stage that this task reads. */
  BatchSource openExchange(ExchangeSourceNode node);

  /** Returns state that all tasks of the query in this process share. */
  SharedState sharedState();

  /** Returns the counters of an operator. */
  OperatorStatistics statistics(int nodeId);

  /**
   * Tells that the next batch of the task's output begins a sorted run. Called by the root operator
   * of a stage while it is asked for that batch.
   */
  void beginRun();

  /** Takes what a text scan learnt about a split. */
  void reportSplit(SplitReport report);

  /**
   * Throws a CANCELLED or TIMEOUT error if the query or this attempt is to end. Cheap; called for
   * every batch.
   */
  void checkCancelled();
}
