/**
 * What right answers are: DuckDB's over the same files, run for it or kept from an earlier run in
 * an {@link dev.quern.benchmarks.references.AnswerStore}.
 */
@NullMarked
package dev.quern.benchmarks.references;

import org.jspecify.annotations.NullMarked;
