/**
 * Grouping and aggregates. {@link dev.quern.executor.operators.aggregate.AggregateOperators} is the
 * door; read {@code HashAggregateOperator} first. {@code GroupTable} finds the group of each row,
 * an {@code Accumulator} keeps the state of one aggregate in the groups' rows.
 *
 * <p>Always true: every state can be handed over as columns and merged again, so that partial
 * aggregation, spilling and the final phase are one mechanism.
 */
@NullMarked
package dev.quern.executor.operators.aggregate;

import org.jspecify.annotations.NullMarked;
