/**
 * Writes rows to files: {@link dev.quern.executor.operators.write.WriteOperator}. Called by the
 * operator builder; calls {@code formats}.
 *
 * <p>Always true: a file appears under its name as a whole or not at all, and a second attempt of a
 * task replaces the first one's.
 */
@NullMarked
package dev.quern.executor.operators.write;

import org.jspecify.annotations.NullMarked;
