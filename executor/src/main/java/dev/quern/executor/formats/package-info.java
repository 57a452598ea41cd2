/**
 * File formats: {@link dev.quern.executor.formats.Format} is what each of them implements, one
 * package each. Called by the engine (inference, statistics), the scheduler (splits) and the scan
 * and write operators.
 */
@NullMarked
package dev.quern.executor.formats;

import org.jspecify.annotations.NullMarked;
