/**
 * Measures Quern beside its rivals: {@link dev.quern.benchmarks.Main}. Answers are compared before
 * times are shown.
 */
@NullMarked
package dev.quern.benchmarks;

import org.jspecify.annotations.NullMarked;
