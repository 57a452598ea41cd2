/**
 * Scalar expressions over the columns of one input: a small sealed family of records, read {@link
 * dev.quern.plan.expressions.Expression} first. Names of functions are those of {@code
 * plan.functions}.
 */
@NullMarked
package dev.quern.plan.expressions;

import org.jspecify.annotations.NullMarked;
