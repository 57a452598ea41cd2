package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.cli.output.ResultWriters;
import dev.quern.engine.results.ArrowExport;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Results in a file, which appears under its name, in place of one that was there, when all are
 * written; a failure leaves nothing. Text formats take several results one after the other; a file
 * of a binary format, or of JSON, is one result.
 */
final class ResultFile implements Destination {
  private final Path file;
  private final Path partial;
  private final Format parquet;
  private final BufferAllocator allocator;
  private @Nullable OutputStream out;
  private boolean hasResult;

  ResultFile(Path file, Format parquet, BufferAllocator parent) {
    this.file = file;
    this.partial =
        file.resolveSibling("." + file.getFileName() + ".partial-" + ProcessHandle.current().pid());
    this.parquet = parquet;
    this.allocator = parent.newChildAllocator("output", 0, Long.MAX_VALUE);
  }

  @Override
  public long write(BatchSource rows, OutputFormat format) {
    if (hasResult && (format.isBinary() || format == OutputFormat.JSON)) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "A file of this format holds one result, and there are several: format="
              + format.optionName()
              + ", file="
              + file
              + "; use csv or jsonl, or one command for each");
    }
    checkFolder();
    hasResult = true;
    if (format == OutputFormat.PARQUET) {
      return writeParquet(rows);
    }
    try {
      return ResultWriters.create(format, stream(), allocator).write(rows);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void write(String text, OutputFormat format) {
    if (format.isBinary()) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "A plan is text and cannot be written in this format: format="
              + format.optionName()
              + ", file="
              + file);
    }
    checkFolder();
    hasResult = true;
    try {
      stream().write((text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void checkFolder() {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new QueryException(
          ErrorCode.FILE_NOT_FOUND,
          "Folder to write to not found: path=" + folder + "; make it first");
    }
    if (Files.isDirectory(file)) {
      throw new QueryException(
          ErrorCode.FILE_EXISTS, "Cannot write the result to a folder: path=" + file);
    }
  }

  private OutputStream stream() throws IOException {
    OutputStream stream = out;
    if (stream == null) {
      stream = Files.newOutputStream(partial);
      out = stream;
    }
    return stream;
  }

  private long writeParquet(BatchSource rows) {
    long rowCount = 0;
    WriteContext context = new WriteContext(allocator, MemoryPool.unlimited(), bytes -> {});
    String path = partial.toAbsolutePath().toString();
    try (BatchSink sink = parquet.create(path, rows.schema(), Map.of(), context)) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        rowCount += batch.rowCount();
        sink.add(ArrowExport.copyOf(batch, allocator));
      }
      sink.finish();
    }
    return rowCount;
  }

  private QueryException failure(IOException cause) {
    return new QueryException(
        ErrorCode.ofFailedWrite(cause),
        "Cannot write the result: file=" + file + ", cause=" + cause.getMessage(),
        cause);
  }

  @Override
  public boolean isAbandoned() {
    return false;
  }

  @Override
  public void finish() {
    if (!hasResult) {
      return;
    }
    try {
      closeStream();
      Files.move(
          partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void closeStream() throws IOException {
    OutputStream stream = out;
    out = null;
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public void close() {
    try {
      try {
        closeStream();
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw failure(e);
    } finally {
      allocator.close();
    }
  }
}
