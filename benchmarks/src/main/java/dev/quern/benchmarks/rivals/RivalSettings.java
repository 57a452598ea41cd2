package dev.quern.benchmarks.rivals;

/**
 * How an engine is opened.
 *
 * @param engine {@code quern} or {@code duckdb}
 * @param scheduler Quern's scheduler
 * @param threads threads, or worker processes of one thread
 * @param memory memory limit as the engines write it, empty = their default
 * @param format {@code csv} or {@code parquet}
 */
public record RivalSettings(
    String engine, String scheduler, int threads, String memory, String format) {}
