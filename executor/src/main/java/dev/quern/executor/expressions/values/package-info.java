/**
 * How a value looks inside an expression: {@link dev.quern.executor.expressions.values.ValueKind}
 * names the Java form of each type, the others hold values that need more than one Java primitive.
 * Calls {@code memory} only.
 */
@NullMarked
package dev.quern.executor.expressions.values;

import org.jspecify.annotations.NullMarked;
