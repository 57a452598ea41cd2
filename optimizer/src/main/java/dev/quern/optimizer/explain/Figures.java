package dev.quern.optimizer.explain;

/**
 * What was measured of an operator or a stage, added up over all its tasks.
 *
 * @param rows rows put out
 * @param bytesRead bytes read from files or exchanges
 * @param bytesSpilled bytes written to spill files
 * @param bytesWritten bytes put out: files written by an operator, the output of a stage
 * @param peakBytes most memory held by one task
 * @param nanos time spent, of all tasks together
 * @param tasks number of tasks
 */
public record Figures(
    long rows,
    long bytesRead,
    long bytesSpilled,
    long bytesWritten,
    long peakBytes,
    long nanos,
    int tasks) {}
