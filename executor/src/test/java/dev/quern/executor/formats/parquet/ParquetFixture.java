package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.JaninoExpressionCompiler;
import dev.quern.executor.formats.Format.FileShape;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/** Scans Parquet files with a memory limit; closing it fails if memory is left. */
final class ParquetFixture implements AutoCloseable {
  final ParquetFormat format = new ParquetFormat();
  final RootAllocator allocator = new RootAllocator(256L << 20);
  final ExpressionCompiler expressions = JaninoExpressionCompiler.create();
  final AtomicLong bytesRead = new AtomicLong();
  MemoryPool memoryPool = MemoryPool.unlimited();
  int batchRows = 4096;
  long splitBytes = Long.MAX_VALUE;
  RuntimeFilters runtimeFilters = RuntimeFilters.NONE;

  static SourceFile file(Path path) {
    try {
      return new SourceFile(
          path.toAbsolutePath().toString(),
          Files.size(path),
          Files.getLastModifiedTime(path).toMillis(),
          List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ScanSource source(Path... paths) {
    List<SourceFile> files = new ArrayList<>();
    for (Path path : paths) {
      files.add(file(path));
    }
    FileShape shape = format.inspect("t", files, Map.of(), null);
    return new ScanSource(
        "t", "parquet", shape.options(), shape.schema(), new Schema(List.of()), files);
  }

  static List<Integer> allColumns(ScanSource source) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < source.tableSchema().size(); i++) {
      columns.add(i);
    }
    return columns;
  }

  BatchSource open(ScanNode scan) {
    return open(scan, format.splits(scan, splitBytes));
  }

  BatchSource open(ScanNode scan, List<Split> splits) {
    return format.open(
        new ScanRequest(
            scan,
            splits,
            allocator,
            memoryPool,
            batchRows,
            expressions,
            runtimeFilters,
            report -> {},
            bytesRead::addAndGet,
            () -> {}));
  }

  /** Returns all rows of all columns. */
  List<List<@Nullable Object>> rows(Path... paths) {
    ScanSource source = source(paths);
    return rows(source, allColumns(source), null);
  }

  List<List<@Nullable Object>> rows(
      ScanSource source, List<Integer> columns, @Nullable Expression filter) {
    return TestRows.drain(open(new ScanNode(0, source, columns, filter, List.of(), -1)));
  }

  @Override
  public void close() {
    allocator.close();
  }
}
