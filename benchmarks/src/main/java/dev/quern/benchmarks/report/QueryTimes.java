package dev.quern.benchmarks.report;

import java.util.List;

/**
 * The runs of one query on one engine.
 *
 * @param query its name
 * @param engine its engine
 * @param coldSeconds wall time in a new process, from its start to the last row; 0 = not measured
 * @param hotSeconds wall time of each run in a warm process; none if the engine failed
 * @param cpuSeconds processor time of each of those
 * @param peakBytes most memory of all processes together during these runs
 * @param error why the engine failed; empty if it did not
 */
public record QueryTimes(
    String query,
    String engine,
    double coldSeconds,
    List<Double> hotSeconds,
    List<Double> cpuSeconds,
    long peakBytes,
    String error) {
  /** Returns the shortest wall time, NaN if the engine failed. */
  public double bestSeconds() {
    return hotSeconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  /** Returns the least processor time, NaN if the engine failed. */
  public double bestCpuSeconds() {
    return cpuSeconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }
}
