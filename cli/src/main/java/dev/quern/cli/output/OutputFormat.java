package dev.quern.cli.output;

import java.util.Locale;

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

  /** Returns the name on the command line. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether the output is bytes that a terminal must not see. */
  public boolean isBinary() {
    return this == ARROW || this == PARQUET;
  }
}
