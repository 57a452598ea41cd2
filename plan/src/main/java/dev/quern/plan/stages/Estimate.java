package dev.quern.plan.stages;

/** The expected output of an operator. */
public record Estimate(double rows, double bytes) {}
