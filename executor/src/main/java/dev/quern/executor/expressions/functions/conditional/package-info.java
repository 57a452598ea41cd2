/** Declares the functions that treat NULL in their own way; the compiler expresses them by CASE. */
@NullMarked
package dev.quern.executor.expressions.functions.conditional;

import org.jspecify.annotations.NullMarked;
