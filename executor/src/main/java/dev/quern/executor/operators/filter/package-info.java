/**
 * Filters and projects in one step: {@link
 * dev.quern.executor.operators.filter.FilterProjectOperator}. Called by the operator builder; calls
 * {@code expressions}.
 *
 * <p>Always true: the selection of the rows that pass lives inside the operator; what it emits is
 * dense.
 */
@NullMarked
package dev.quern.executor.operators.filter;

import org.jspecify.annotations.NullMarked;
