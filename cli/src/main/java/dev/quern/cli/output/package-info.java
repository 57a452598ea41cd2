/**
 * Writes results for people and programs: one {@link dev.quern.cli.output.ResultWriter} for each
 * {@link dev.quern.cli.output.OutputFormat}. Called by the command line only.
 */
@NullMarked
package dev.quern.cli.output;

import org.jspecify.annotations.NullMarked;
