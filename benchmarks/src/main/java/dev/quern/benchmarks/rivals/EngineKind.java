package dev.quern.benchmarks.rivals;

/** The engines that can run a query; all but the first are rivals. */
public enum EngineKind {
  QUERN("Quern", 1e-9),
  DUCKDB("DuckDB", 1e-9),
  /** Gives quotients and means of decimals as decimals of a few places. */
  SPARK("Spark", 1e-4),
  /** As Spark. */
  CALCITE("Calcite", 1e-4);

  private final String title;
  private final double tolerance;

  EngineKind(String title, double tolerance) {
    this.title = title;
    this.tolerance = tolerance;
  }

  /** Returns by how much, relatively, a number may differ from a floating-point one of DuckDB. */
  public double tolerance() {
    return tolerance;
  }

  public String title() {
    return title;
  }
}
