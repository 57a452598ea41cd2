/**
 * The executor's door: {@link dev.quern.executor.queries.QueryExecutor} runs a stage graph and
 * gives a stream of batches. Called by the engine.
 */
@NullMarked
package dev.quern.executor.queries;

import org.jspecify.annotations.NullMarked;
