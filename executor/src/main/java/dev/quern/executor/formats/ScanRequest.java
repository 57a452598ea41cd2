package dev.quern.executor.formats;

import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What one task's scan is to read.
 *
 * @param scan the plan node; its filter must be applied
 * @param splits in the order in which to read them
 * @param allocator charges output batches and read buffers
 * @param memoryPool where to reserve what the scan holds beyond a batch
 * @param batchRows most rows in an output batch
 * @param expressions compiles the filter
 * @param runtimeFilters what joins above have learnt by the time the scan starts
 * @param splitReports takes one report for each split that was read to its end by a format that
 *     guesses row starts
 * @param bytesRead takes numbers of bytes as they are read from storage
 * @param cancellation throws if the query was cancelled; called between blocks
 */
public record ScanRequest(
    ScanNode scan,
    List<Split> splits,
    BufferAllocator allocator,
    MemoryPool memoryPool,
    int batchRows,
    ExpressionCompiler expressions,
    RuntimeFilters runtimeFilters,
    Consumer<SplitReport> splitReports,
    LongConsumer bytesRead,
    Runnable cancellation) {}
