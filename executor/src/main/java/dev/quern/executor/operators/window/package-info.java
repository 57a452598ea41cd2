/**
 * Window functions: {@link dev.quern.executor.operators.window.WindowOperator} sorts its input by
 * partition and order, then walks over it once. Called by the operator builder; calls {@code sort}
 * and {@code memory}.
 *
 * <p>{@code SegmentedRows} keeps the rows that functions may still look at, on disk if need be;
 * {@code FrameTracker} moves a frame along with the current row; each {@code WindowFunction}
 * computes one column.
 *
 * <p>Always true: both ends of a frame only ever move forward within a partition, since offsets are
 * constants.
 */
@NullMarked
package dev.quern.executor.operators.window;

import org.jspecify.annotations.NullMarked;
