/**
 * Runs scripts in the format of sqllogictest: our own ({@code src/test/slt}) under many
 * configurations, and the suites of others, whose tables an embedded DuckDB makes. Read {@link
 * dev.quern.benchmarks.slt.ScriptParser} first, then {@link dev.quern.benchmarks.slt.ScriptRun}.
 */
@NullMarked
package dev.quern.benchmarks.slt;

import org.jspecify.annotations.NullMarked;
