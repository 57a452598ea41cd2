package dev.quern.executor.operators.write;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.WriteNode;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.jspecify.annotations.Nullable;

/**
 * Writes all rows of its input to one file and emits one row with their number. In a folder the
 * file is called {@code part-N} after the task's index; a task without rows writes none, except the
 * first, so that the columns are on record. The file appears when it is complete. Closes its input.
 */
public final class WriteOperator implements BatchSource {
  private final WriteNode node;
  private final BatchSource input;
  private final TaskContext context;
  private final BufferAllocator allocator;
  private @Nullable BatchSink sink;
  private boolean written;

  public WriteOperator(WriteNode node, BatchSource input, TaskContext context) {
    this.node = node;
    this.input = input;
    this.context = context;
    this.allocator = context.allocator().newChildAllocator("write-" + node.id(), 0, Long.MAX_VALUE);
  }

  @Override
  public Schema schema() {
    return node.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (written) {
      return null;
    }
    long rowCount = writeAll();
    written = true;
    return countOf(rowCount);
  }

  private long writeAll() {
    long rowCount = 0;
    if (node.singleFile() || context.taskIndex() == 0) {
      openSink();
    }
    for (Batch batch = input.next(); batch != null; batch = input.next()) {
      rowCount += batch.rowCount();
      openSink().add(batch);
    }
    if (sink != null) {
      sink.finish();
    }
    return rowCount;
  }

  private BatchSink openSink() {
    if (sink == null) {
      Format format = context.formats().byName(node.format());
      WriteContext writeContext =
          new WriteContext(
              allocator,
              context.memoryPool(),
              context.statistics(node.id())::addBytesWritten,
              context::checkCancelled);
      sink = format.create(path(format), input.schema(), node.options(), writeContext);
    }
    return sink;
  }

  private String path(Format format) {
    Path path = Path.of(node.path());
    Path file =
        node.singleFile()
            ? path
            : path.resolve("part-" + context.taskIndex() + "." + format.extension(node.options()));
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.ofFailedWrite(e),
          "Cannot create folder to write to: folder=" + folder + ", reason=" + e.getMessage(),
          e);
    }
    return file.toString();
  }

  private Batch countOf(long rowCount) {
    BigIntVector count = (BigIntVector) ArrowTypes.createVector(schema().field(0), allocator);
    count.allocateNew(1);
    count.set(0, rowCount);
    count.setValueCount(1);
    return new Batch(schema(), List.of(count), 1);
  }

  /** Removes the unfinished file, if there is one. */
  @Override
  public void close() {
    Closing.closeAll(sink == null ? List.of(input, allocator) : List.of(sink, input, allocator));
  }
}
