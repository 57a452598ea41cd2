/**
 * Several rows from each row: {@link dev.quern.executor.operators.expand.ExpandOperator}. Called by
 * the operator builder; calls {@code expressions}.
 */
@NullMarked
package dev.quern.executor.operators.expand;

import org.jspecify.annotations.NullMarked;
