/**
 * Cuts a stream of rows: {@link dev.quern.executor.operators.limit.LimitOperator}, the simplest
 * example of an operator. Called by the operator builder.
 */
@NullMarked
package dev.quern.executor.operators.limit;

import org.jspecify.annotations.NullMarked;
