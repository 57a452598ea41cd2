/**
 * The scalar functions and operators by name: {@link
 * dev.quern.executor.expressions.functions.FunctionRegistry}. Each sub-package declares the
 * functions of one topic. Called by the compiler, and by the engine for the signatures.
 */
@NullMarked
package dev.quern.executor.expressions.functions;

import org.jspecify.annotations.NullMarked;
