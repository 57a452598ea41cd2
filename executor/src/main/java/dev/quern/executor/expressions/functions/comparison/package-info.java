/** Comparison operators and tests of single values. Called by the registry and generated loops. */
@NullMarked
package dev.quern.executor.expressions.functions.comparison;

import org.jspecify.annotations.NullMarked;
