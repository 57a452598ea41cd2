package dev.quern.executor.formats;

import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.JaninoExpressionCompiler;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/** A table of some format as a query sees it: inspected once, then scanned split by split. */
public record FileTable(
    Format format,
    List<SourceFile> files,
    Map<String, String> options,
    @Nullable Schema declared,
    Schema partitionSchema,
    long splitBytes,
    int batchRows) {
  private static final ExpressionCompiler EXPRESSIONS = JaninoExpressionCompiler.create();

  public static FileTable of(Format format, Path path, Map<String, String> options) {
    return new FileTable(
        format, List.of(file(path)), options, null, Schema.of(), Long.MAX_VALUE, 4096);
  }

  /** Returns a file as a listing would. */
  public static SourceFile file(Path path, @Nullable String... partitionValues) {
    try {
      return new SourceFile(path.toString(), Files.size(path), 0, Arrays.asList(partitionValues));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public FileTable declared(Schema schema) {
    return new FileTable(format, files, options, schema, partitionSchema, splitBytes, batchRows);
  }

  public FileTable files(Schema partitions, SourceFile... newFiles) {
    return new FileTable(
        format, List.of(newFiles), options, declared, partitions, splitBytes, batchRows);
  }

  /** Returns the table read in other pieces. */
  public FileTable pieces(long newSplitBytes, int newBatchRows) {
    return new FileTable(
        format, files, options, declared, partitionSchema, newSplitBytes, newBatchRows);
  }

  public ScanSource source() {
    Format.FileShape shape = format.inspect("test", files, options, declared);
    return new ScanSource(
        "test", format.name(), shape.options(), shape.schema(), partitionSchema, files);
  }

  /** Returns all rows and columns. */
  public List<List<@Nullable Object>> rows() {
    ScanSource source = source();
    return rows(source, IntStream.range(0, source.tableSchema().size()).boxed().toList(), null);
  }

  /** Returns some columns of the rows that pass; every split is read by a task of its own. */
  public List<List<@Nullable Object>> rows(
      ScanSource source, List<Integer> columns, @Nullable Expression filter) {
    ScanNode scan = new ScanNode(1, source, columns, filter, List.of(), -1);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Split split : format.splits(scan, splitBytes)) {
      rows.addAll(rows(scan, List.of(split)));
    }
    return rows;
  }

  /** Returns the rows of some splits, read by one task. */
  public List<List<@Nullable Object>> rows(ScanNode scan, List<Split> splits) {
    try (BufferAllocator allocator = new RootAllocator()) {
      return TestRows.drain(
          format.open(
              new ScanRequest(
                  scan,
                  splits,
                  allocator,
                  MemoryPool.unlimited(),
                  batchRows,
                  EXPRESSIONS,
                  RuntimeFilters.NONE,
                  report -> {},
                  bytes -> {},
                  () -> {})));
    }
  }
}
