/**
 * Builds the running operators of a plan: {@link dev.quern.executor.operators.tree.OperatorBuilder}
 * knows every family, no family knows it. Called by the worker.
 */
@NullMarked
package dev.quern.executor.operators.tree;

import org.jspecify.annotations.NullMarked;
