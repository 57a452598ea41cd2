/**
 * Constant rows: {@link dev.quern.executor.operators.values.ValuesOperator}. Called by the operator
 * builder.
 */
@NullMarked
package dev.quern.executor.operators.values;

import org.jspecify.annotations.NullMarked;
