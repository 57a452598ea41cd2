package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.cli.output.ResultWriters;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;

/** Results on standard output. A pipe that its reader has closed ends them without a complaint. */
final class StandardOutput implements Destination {
  private final OutputStream out;
  private final BufferAllocator allocator;
  private boolean isAbandoned;

  StandardOutput(OutputStream out, BufferAllocator parent) {
    this.out = out;
    this.allocator = parent.newChildAllocator("output", 0, Long.MAX_VALUE);
  }

  @Override
  public long write(BatchSource rows, OutputFormat format) {
    try {
      return ResultWriters.create(format, out, allocator).write(rows);
    } catch (IOException e) {
      abandonOrFail(e);
      return 0;
    }
  }

  @Override
  public void write(String text, OutputFormat format) {
    try {
      out.write((text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      abandonOrFail(e);
    }
  }

  /** The reader of the pipe has seen enough: {@code quern ... | head} is not a failure. */
  private void abandonOrFail(IOException e) {
    if (!String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe")) {
      throw new QueryException(
          ErrorCode.ofFailedWrite(e),
          "Cannot write to standard output: cause=" + e.getMessage(),
          e);
    }
    isAbandoned = true;
  }

  @Override
  public boolean isAbandoned() {
    return isAbandoned;
  }

  @Override
  public void finish() {
    try {
      out.flush();
    } catch (IOException e) {
      abandonOrFail(e);
    }
  }

  @Override
  public void close() {
    allocator.close();
  }
}
