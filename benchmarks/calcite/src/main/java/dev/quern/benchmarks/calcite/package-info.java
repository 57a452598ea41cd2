/**
 * Calcite's file adapter as a rival: {@link dev.quern.benchmarks.calcite.CalciteMain} is its
 * process.
 */
@NullMarked
package dev.quern.benchmarks.calcite;

import org.jspecify.annotations.NullMarked;
