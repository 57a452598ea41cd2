package dev.quern.executor.scheduler;

/** The counters of one operator in one task attempt. */
public record OperatorCounters(
    int nodeId,
    long rows,
    long batches,
    long bytesRead,
    long bytesSpilled,
    long bytesWritten,
    long peakBytes,
    long nanos) {}
