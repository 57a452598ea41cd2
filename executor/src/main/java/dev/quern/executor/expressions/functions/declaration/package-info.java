/**
 * How a scalar function is declared: {@link
 * dev.quern.executor.expressions.functions.declaration.ScalarFunction} joins its SQL face with the
 * static method that computes it. Called by the packages of functions, by casts and by the
 * compiler.
 */
@NullMarked
package dev.quern.executor.expressions.functions.declaration;

import org.jspecify.annotations.NullMarked;
