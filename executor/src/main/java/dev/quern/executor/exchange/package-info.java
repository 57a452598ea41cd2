/**
 * Rows between tasks. A task pushes its rows into an {@link
 * dev.quern.executor.exchange.OutputWriter}, which divides them into partitions; {@link
 * dev.quern.executor.exchange.ExchangeStore} keeps finished outputs and opens them for readers.
 * Read {@code ExchangeStore} first. Stands on {@code batch} and {@code memory}; names outputs by
 * the {@code AttemptId} that made them. Called by {@code worker} and {@code queries}.
 *
 * <p>Always true: an output is visible as a whole or not at all; a damaged or missing one is found
 * out when it is read, never passed on.
 */
@NullMarked
package dev.quern.executor.exchange;

import org.jspecify.annotations.NullMarked;
