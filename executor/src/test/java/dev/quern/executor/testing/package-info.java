/**
 * What tests of the executor share: {@link dev.quern.executor.testing.TestColumns} builds batches,
 * {@link dev.quern.executor.testing.TestTaskContext} runs operators in memory, {@link
 * dev.quern.executor.testing.TestRows} compares what they emit.
 */
@NullMarked
package dev.quern.executor.testing;

import org.jspecify.annotations.NullMarked;
