/**
 * Reads files: {@link dev.quern.executor.operators.scan.ScanOperator} opens a task's splits through
 * the format. Called by the operator builder; calls {@code formats}.
 */
@NullMarked
package dev.quern.executor.operators.scan;

import org.jspecify.annotations.NullMarked;
