package dev.quern.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One query on all engines.
 *
 * @param query its name
 * @param times the runs by engine, Quern's first
 * @param answer what Quern's answer was compared with
 * @param failure why Quern's times do not count: it failed, or its answer was wrong; else empty
 * @param scannedBytes size of the table that it reads, 0 if that is not asked
 */
public record QueryRow(
    String query, Map<String, QueryTimes> times, String answer, String failure, long scannedBytes) {
  public QueryRow {
    times = new LinkedHashMap<>(times);
  }

  /** Returns the runs on an engine. */
  public QueryTimes on(String engine) {
    QueryTimes found = times.get(engine);
    return found == null ? QueryTimes.failed("not run") : found;
  }
}
