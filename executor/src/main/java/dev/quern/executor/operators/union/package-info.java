/**
 * Strings inputs together: {@link dev.quern.executor.operators.union.UnionOperator}. Called by the
 * operator builder.
 */
@NullMarked
package dev.quern.executor.operators.union;

import org.jspecify.annotations.NullMarked;
