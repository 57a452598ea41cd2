/**
 * Rows on their way: {@link dev.quern.executor.batch.Batch} (Arrow vectors), {@link
 * dev.quern.executor.batch.BatchSource} and {@link dev.quern.executor.batch.BatchSink}. Every other
 * package of the executor stands on this one and on {@code memory}.
 *
 * <p>Always true: a batch has exactly one owner, who closes it; batches are dense (a selection
 * lives only inside a scan or a filter).
 */
@NullMarked
package dev.quern.executor.batch;

import org.jspecify.annotations.NullMarked;
