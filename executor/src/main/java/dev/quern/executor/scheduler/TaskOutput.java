package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.SplitReport;
import java.util.List;

/**
 * What a finished attempt has left.
 *
 * @param rows rows in its output
 * @param partitionBytes size of each partition of its output
 * @param reports what its text scans learnt, see {@link SplitReport}
 * @param operators counters of its operators
 * @param peakBytes most memory reserved in its process for the query so far
 * @param nanos time that it took
 */
public record TaskOutput(
    AttemptId id,
    long rows,
    List<Long> partitionBytes,
    List<SplitReport> reports,
    List<OperatorCounters> operators,
    long peakBytes,
    long nanos) {
  public TaskOutput {
    partitionBytes = List.copyOf(partitionBytes);
    reports = List.copyOf(reports);
    operators = List.copyOf(operators);
  }

  /** Returns the size of the output. */
  public long bytes() {
    return partitionBytes.stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the bytes that its scans read from storage. */
  public long bytesRead() {
    return operators.stream().mapToLong(OperatorCounters::bytesRead).sum();
  }

  public long bytesSpilled() {
    return operators.stream().mapToLong(OperatorCounters::bytesSpilled).sum();
  }
}
