/**
 * Evaluates {@code plan.expressions} over batches. {@link
 * dev.quern.executor.expressions.ExpressionCompiler} turns expressions into {@link
 * dev.quern.executor.expressions.Predicate}s and {@link
 * dev.quern.executor.expressions.Projection}s. Called by operators and by scans; calls {@code
 * batch} and {@code memory} only.
 */
@NullMarked
package dev.quern.executor.expressions;

import org.jspecify.annotations.NullMarked;
