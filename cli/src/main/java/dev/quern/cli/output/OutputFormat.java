package dev.quern.cli.output;

/** The forms in which a result can be printed. */
public enum OutputFormat {
  TABLE,
  CSV,
  TSV,
  JSON,
  JSONL,
  MARKDOWN,
  ARROW,
  PARQUET;

  /** Returns whether the output is bytes that a terminal must not see. */
  public boolean isBinary() {
    return this == ARROW || this == PARQUET;
  }
}
