package dev.quern.plan.nodes;

/**
 * A scan's table column that is compared with the values a join publishes under {@code filterId}.
 */
public record RuntimeFilterTarget(int filterId, int column) {}
