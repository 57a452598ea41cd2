/**
 * Off-heap memory: {@link dev.quern.executor.memory.Memory} is the only class that touches raw
 * addresses' contents, {@link dev.quern.executor.memory.MemoryPool} counts what a query may take.
 */
@NullMarked
package dev.quern.executor.memory;

import org.jspecify.annotations.NullMarked;
