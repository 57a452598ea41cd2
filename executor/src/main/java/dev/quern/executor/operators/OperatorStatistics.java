package dev.quern.executor.operators;

/**
 * Counters of one operator in one task attempt; added up by node id for EXPLAIN ANALYZE. Used by
 * one thread.
 */
public final class OperatorStatistics {
  private long rows;
  private long batches;
  private long bytesRead;
  private long bytesSpilled;
  private long bytesWritten;
  private long peakBytes;
  private long nanos;

  /** Counts a batch that the operator emitted. */
  public void addOutput(long rowCount) {
    rows += rowCount;
    batches++;
  }

  public void addBytesRead(long bytes) {
    bytesRead += bytes;
  }

  public void addBytesSpilled(long bytes) {
    bytesSpilled += bytes;
  }

  /** Counts bytes of the files that are the query's purpose. */
  public void addBytesWritten(long bytes) {
    bytesWritten += bytes;
  }

  public void observeReserved(long bytes) {
    peakBytes = Math.max(peakBytes, bytes);
  }

  /** Adds time spent in the operator and its inputs. */
  public void addNanos(long elapsed) {
    nanos += elapsed;
  }

  public long rows() {
    return rows;
  }

  public long batches() {
    return batches;
  }

  public long bytesRead() {
    return bytesRead;
  }

  public long bytesSpilled() {
    return bytesSpilled;
  }

  public long bytesWritten() {
    return bytesWritten;
  }

  public long peakBytes() {
    return peakBytes;
  }

  public long nanos() {
    return nanos;
  }
}
