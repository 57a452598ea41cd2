package dev.quern.plan.nodes;

/**
 * What a text scan learnt about a split: it is right only if {@code firstRow} equals the {@code
 * nextRow} of the split before it in the file.
 *
 * @param split the split as it was read
 * @param firstRow offset in the file of the first byte of the first row that was read
 * @param nextRow offset of the first byte after the last row that was read
 */
public record SplitReport(Split split, long firstRow, long nextRow) {}
