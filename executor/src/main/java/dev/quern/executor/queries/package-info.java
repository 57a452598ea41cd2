/**
 * The executor's door: {@link dev.quern.executor.queries.QueryExecutors} makes a {@link
 * dev.quern.executor.queries.QueryExecutor}, which runs stage graphs and gives streams of batches.
 * Called by the engine; calls {@code scheduler} and {@code worker}.
 *
 * <p>Always true: when a result is closed, nothing of its query is left: no task, file, thread or
 * memory; when the executor is closed, no worker process either.
 */
@NullMarked
package dev.quern.executor.queries;

import org.jspecify.annotations.NullMarked;
