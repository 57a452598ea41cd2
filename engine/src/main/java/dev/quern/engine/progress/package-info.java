/**
 * How far a query is: {@link dev.quern.engine.progress.ProgressTracker} sums up its events. Called
 * by the command line and the embedding API.
 */
@NullMarked
package dev.quern.engine.progress;

import org.jspecify.annotations.NullMarked;
