package dev.quern.benchmarks.rivals;

/**
 * How an engine is opened.
 *
 * @param engine which one
 * @param scheduler Quern's scheduler
 * @param threads threads, or worker processes of one thread
 * @param memory memory limit as the engines write it, empty = their default
 * @param tempFolder folder for what does not fit into memory
 */
public record RivalSettings(
    EngineKind engine, String scheduler, int threads, String memory, String tempFolder) {
  /** Returns the same settings for another engine. */
  public RivalSettings with(EngineKind other) {
    return new RivalSettings(other, scheduler, threads, memory, tempFolder);
  }

  /** Returns the same settings for a DuckDB that may take all the memory it wants. */
  public RivalSettings unlimitedDuckDb() {
    return new RivalSettings(EngineKind.DUCKDB, scheduler, threads, "", tempFolder);
  }
}
