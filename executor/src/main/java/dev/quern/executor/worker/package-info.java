/**
 * Runs tasks: {@link dev.quern.executor.worker.QueryRuntime} is what one process holds for one
 * query and runs its tasks with, here or in a worker process of its own ({@code WorkerMain}).
 * Called by {@code queries}; calls every other package of the executor.
 */
@NullMarked
package dev.quern.executor.worker;

import org.jspecify.annotations.NullMarked;
