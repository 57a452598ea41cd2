package dev.quern.cli.output;

import java.io.BufferedWriter;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Chooses the writer of a format. PARQUET has none: a Parquet file cannot be streamed, it is
 * written by COPY.
 */
public final class ResultWriters {
  private ResultWriters() {}

  /** Returns the writer of {@code format} to {@code out}, which the caller flushes and closes. */
  public static ResultWriter create(
      OutputFormat format, OutputStream out, BufferAllocator allocator) {
    return create(format, out, allocator, TableStyle.PLAIN);
  }

  /** As {@link #create(OutputFormat, OutputStream, BufferAllocator)}, with tables as told. */
  public static ResultWriter create(
      OutputFormat format, OutputStream out, BufferAllocator allocator, TableStyle style) {
    if (format == OutputFormat.ARROW) {
      return new ArrowWriter(out, allocator);
    }
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    ResultWriter writer = textWriter(format, text, style);
    return rows -> {
      long rowCount = writer.write(rows);
      text.flush();
      return rowCount;
    };
  }

  private static ResultWriter textWriter(OutputFormat format, Writer text, TableStyle style) {
    switch (format) {
      case TABLE:
        return new TableWriter(text, false, style);
      case MARKDOWN:
        return new TableWriter(text, true, TableStyle.PLAIN);
      case CSV:
        return new DelimitedWriter(text, ',');
      case TSV:
        return new DelimitedWriter(text, '\t');
      case JSON:
        return new JsonWriter(text, false);
      case JSONL:
        return new JsonWriter(text, true);
      case ARROW:
      case PARQUET:
        break;
    }
    throw new IllegalArgumentException("not a text format: " + format);
  }
}
