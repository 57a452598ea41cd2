package dev.quern.plan.nodes;

/** One key of an order: a column, its direction and the place of nulls. */
public record SortKey(int column, boolean ascending, boolean nullsFirst) {}
