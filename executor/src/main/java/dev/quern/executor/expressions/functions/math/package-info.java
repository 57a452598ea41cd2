/** Arithmetic and mathematical functions. Called by the registry, casts and generated loops. */
@NullMarked
package dev.quern.executor.expressions.functions.math;

import org.jspecify.annotations.NullMarked;
