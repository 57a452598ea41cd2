/**
 * Off-heap memory: {@link dev.quern.executor.memory.Memory} is the only class that touches raw
 * addresses' contents, {@link dev.quern.executor.memory.MemoryPool} counts what a query may take.
 *
 * <p>State of operators lies in rows: {@link dev.quern.executor.memory.RowLayout} says where,
 * {@link dev.quern.executor.memory.RowStore} holds them, {@link
 * dev.quern.executor.memory.RowWriter} and {@link dev.quern.executor.memory.RowReader} move columns
 * of batches in and out. {@link dev.quern.executor.memory.RowHasher} and {@link
 * dev.quern.executor.memory.KeyMatcher} find equal keys. What does not fit goes to a {@link
 * dev.quern.executor.memory.SpillFile}. Called by exchanges and operators; calls {@code batch}
 * only.
 */
@NullMarked
package dev.quern.executor.memory;

import org.jspecify.annotations.NullMarked;
