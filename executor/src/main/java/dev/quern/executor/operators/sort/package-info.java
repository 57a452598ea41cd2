/**
 * Sorts rows that need not fit memory. {@link dev.quern.executor.operators.sort.SortOperator} sorts
 * everything, {@link dev.quern.executor.operators.sort.TopNOperator} keeps the first rows, {@link
 * dev.quern.executor.operators.sort.SortedMerge} merges inputs that are sorted already. Called by
 * the operator builder, by windows and by exchange readers; calls {@code memory}.
 *
 * <p>Each row carries its sort keys as a few 64-bit words whose unsigned order is the wanted order
 * ({@code NormalizedKeys}); {@code EntrySorter} sorts (word, row address) pairs; what does not fit
 * is written as sorted runs ({@code RunFile}), which {@code RunMerger} merges.
 *
 * <p>Always true: rows with equal keys keep the order of the input, whatever the memory, so that a
 * task that runs again gives the same rows.
 */
@NullMarked
package dev.quern.executor.operators.sort;

import org.jspecify.annotations.NullMarked;
