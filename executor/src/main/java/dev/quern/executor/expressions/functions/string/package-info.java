/**
 * Functions on text: {@link dev.quern.executor.expressions.functions.string.StringFunctions}
 * declares them. Text is UTF-8 off the heap; positions count code points from 1.
 */
@NullMarked
package dev.quern.executor.expressions.functions.string;

import org.jspecify.annotations.NullMarked;
