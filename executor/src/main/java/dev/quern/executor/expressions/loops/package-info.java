/**
 * What generated loops extend and call: {@link dev.quern.executor.expressions.loops.SelectionLoop}
 * and {@link dev.quern.executor.expressions.loops.ProjectionLoop}. Public because generated classes
 * live in class loaders of their own; used by the compiler only.
 */
@NullMarked
package dev.quern.executor.expressions.loops;

import org.jspecify.annotations.NullMarked;
