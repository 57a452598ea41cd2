/**
 * Conversions between types: {@link dev.quern.executor.expressions.casts.Casts} finds the method
 * for a pair of types. Called by the compiler, generated loops and the interpreter.
 */
@NullMarked
package dev.quern.executor.expressions.casts;

import org.jspecify.annotations.NullMarked;
