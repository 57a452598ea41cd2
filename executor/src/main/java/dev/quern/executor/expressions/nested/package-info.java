/**
 * Functions that take or return lists, structs or maps ({@link
 * dev.quern.executor.expressions.nested.NestedFunctions}). The compiled loops know flat values
 * only; these functions run column by column before them, row after row. Stands on {@code memory}
 * and the vectors alone.
 */
@NullMarked
package dev.quern.executor.expressions.nested;

import org.jspecify.annotations.NullMarked;
