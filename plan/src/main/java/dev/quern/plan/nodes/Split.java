package dev.quern.plan.nodes;

/**
 * A part of a file that one task reads: the rows (CSV) or row groups (Parquet) that begin in bytes
 * {@code [start, start + length)}.
 *
 * @param exactStart whether {@code start} is known to be the first byte of a row. Otherwise a text
 *     format guesses where the first row begins, and reports its guess for verification ({@code
 *     SplitReport})
 */
public record Split(SourceFile file, long start, long length, boolean exactStart) {}
