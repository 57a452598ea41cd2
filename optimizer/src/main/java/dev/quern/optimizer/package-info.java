/**
 * Turns relational algebra into stages of physical operators. {@link dev.quern.optimizer.Optimizer}
 * is the only door: it runs the phases of {@code rules}, lets {@code physical} choose operators
 * with the help of {@code statistics}, and lets {@code stages} cut the result at its exchanges.
 * Called by the engine; calls nothing that runs queries.
 */
@NullMarked
package dev.quern.optimizer;

import org.jspecify.annotations.NullMarked;
