/**
 * Functions that a program brings along: {@link
 * dev.quern.executor.expressions.functions.user.UserFunction} is one, {@link
 * dev.quern.executor.expressions.functions.user.UserFunctions} those of a process, {@link
 * dev.quern.executor.expressions.functions.user.UserAggregate} an aggregate. Calls are steps of
 * compiled loops like any other; {@link dev.quern.executor.expressions.functions.user.UserCall}
 * boxes the values of a row and takes the result. Called by the compiler and the engine.
 */
@NullMarked
package dev.quern.executor.expressions.functions.user;

import org.jspecify.annotations.NullMarked;
