/**
 * Rows from the elements of lists: {@link dev.quern.executor.operators.unnest.UnnestOperator}.
 * Called by the operator builder; calls {@code expressions} to repeat the other columns.
 */
@NullMarked
package dev.quern.executor.operators.unnest;

import org.jspecify.annotations.NullMarked;
