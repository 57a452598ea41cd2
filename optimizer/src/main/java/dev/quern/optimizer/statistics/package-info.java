/**
 * Guesses how many rows and distinct values an operator puts out: {@link
 * dev.quern.optimizer.statistics.Estimator}. Used to choose between plans that are all right.
 */
@NullMarked
package dev.quern.optimizer.statistics;

import org.jspecify.annotations.NullMarked;
