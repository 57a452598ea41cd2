package dev.quern.benchmarks.report;

import java.util.List;

/**
 * The runs of one query on one engine.
 *
 * @param query its name
 * @param engine its engine
 * @param coldSeconds wall time in a new process, from its start to the last row; 0 = not measured
 * @param hotSeconds wall time of each run in a warm process
 * @param cpuSeconds processor time of each of those
 */
public record QueryTimes(
    String query,
    String engine,
    double coldSeconds,
    List<Double> hotSeconds,
    List<Double> cpuSeconds) {
  public double bestSeconds() {
    return hotSeconds.stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }

  public double bestCpuSeconds() {
    return cpuSeconds.stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }
}
