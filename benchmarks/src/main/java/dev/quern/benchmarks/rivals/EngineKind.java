package dev.quern.benchmarks.rivals;

/** The engines that can run a query; all but the first are rivals. */
public enum EngineKind {
  QUERN("Quern"),
  DUCKDB("DuckDB");

  private final String title;

  EngineKind(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
