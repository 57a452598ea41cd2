package dev.quern.benchmarks.report;

import java.util.List;

/**
 * The runs of one query on one engine.
 *
 * @param coldSeconds wall time in a new process, from its start to the last row; NaN = not measured
 * @param firstSeconds wall time of the first run in a process that is warm from other queries
 * @param hotSeconds wall time of each later run; the first alone if there are none; none if the
 *     engine failed
 * @param cpuSeconds processor time of each of those
 * @param peakBytes most memory of all processes together during all runs
 * @param processes most processes at once
 * @param spilledBytes most that a run wrote to disk for lack of memory
 * @param error why the engine failed; empty if it did not
 */
public record QueryTimes(
    double coldSeconds,
    double firstSeconds,
    List<Double> hotSeconds,
    List<Double> cpuSeconds,
    long peakBytes,
    int processes,
    long spilledBytes,
    String error) {
  public QueryTimes {
    hotSeconds = List.copyOf(hotSeconds);
    cpuSeconds = List.copyOf(cpuSeconds);
  }

  public static QueryTimes failed(String error) {
    return new QueryTimes(Double.NaN, Double.NaN, List.of(), List.of(), 0, 0, 0, error);
  }

  public boolean hasFailed() {
    return !error.isEmpty();
  }

  /** Returns the shortest wall time, NaN if the engine failed. */
  public double bestSeconds() {
    return hotSeconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  /** Returns the longest wall time, NaN if the engine failed. */
  public double worstSeconds() {
    return hotSeconds.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /** Returns the wall time in the middle, NaN if the engine failed. */
  public double medianSeconds() {
    double[] sorted = hotSeconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Returns the least processor time, NaN if the engine failed. */
  public double bestCpuSeconds() {
    return cpuSeconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }
}
