package dev.quern.executor.formats.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.JaninoExpressionCompiler;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A CSV table as a query sees it: inspected once, then scanned in splits whose guesses are verified
 * as the scheduler does it. Settings of a scan are changed by copies.
 */
record CsvTable(
    List<SourceFile> files,
    Map<String, String> options,
    @Nullable Schema declared,
    Schema partitionSchema,
    long splitBytes,
    int blockBytes,
    int batchRows) {

  static final ExpressionCompiler EXPRESSIONS = JaninoExpressionCompiler.create();

  static CsvTable of(Path path) {
    return of(path, Map.of());
  }

  static CsvTable of(Path path, Map<String, String> options) {
    return new CsvTable(
        List.of(sourceFile(path)), options, null, Schema.of(), 1L << 30, 1 << 16, 4096);
  }

  /** Writes a file and returns the table over it. */
  static CsvTable ofText(Path folder, String text) {
    return ofText(folder, text, Map.of());
  }

  static CsvTable ofText(Path folder, String text, Map<String, String> options) {
    return of(write(folder.resolve("data.csv"), text), options);
  }

  static Path write(Path path, String text) {
    try {
      return Files.write(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static SourceFile sourceFile(Path path, @Nullable String... partitionValues) {
    try {
      return new SourceFile(
          path.toString(), Files.size(path), 0, java.util.Arrays.asList(partitionValues));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  CsvTable declared(Schema schema) {
    return new CsvTable(files, options, schema, partitionSchema, splitBytes, blockBytes, batchRows);
  }

  CsvTable files(Schema newPartitionSchema, SourceFile... newFiles) {
    return new CsvTable(
        List.of(newFiles),
        options,
        declared,
        newPartitionSchema,
        splitBytes,
        blockBytes,
        batchRows);
  }

  /** Returns the table read in other pieces. */
  CsvTable pieces(long newSplitBytes, int newBlockBytes, int newBatchRows) {
    return new CsvTable(
        files, options, declared, partitionSchema, newSplitBytes, newBlockBytes, newBatchRows);
  }

  Format.FileShape inspect() {
    return new CsvFormat(blockBytes).inspect("test", files, options, declared);
  }

  Schema schema() {
    return inspect().schema();
  }

  ScanSource source() {
    Format.FileShape shape = inspect();
    return new ScanSource("test", "csv", shape.options(), shape.schema(), partitionSchema, files);
  }

  List<List<@Nullable Object>> rows() {
    ScanSource source = source();
    return rows(source, allColumns(source), null);
  }

  static List<Integer> allColumns(ScanSource source) {
    return IntStream.range(0, source.tableSchema().size()).boxed().toList();
  }

  List<List<@Nullable Object>> rows(
      ScanSource source, List<Integer> columns, @Nullable Expression filter) {
    return rows(new ScanNode(1, source, columns, filter, List.of(), -1), RuntimeFilters.NONE);
  }

  List<List<@Nullable Object>> rows(
      ScanSource source,
      List<Integer> columns,
      RuntimeFilterTarget target,
      RuntimeFilters filters) {
    return rows(new ScanNode(1, source, columns, null, List.of(target), -1), filters);
  }

  /** Scans each split by itself, and again from the exact start if its guess was wrong. */
  List<List<@Nullable Object>> rows(ScanNode scan, RuntimeFilters filters) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    @Nullable SplitReport previous = null;
    for (Split split : new CsvFormat(blockBytes).splits(scan, splitBytes)) {
      List<SplitReport> reports = new ArrayList<>();
      List<List<@Nullable Object>> found = scan(scan, split, filters, reports);
      boolean isContinued = previous != null && previous.split().file().equals(split.file());
      if (isContinued && reports.get(0).firstRow() != previous.nextRow()) {
        long start = previous.nextRow();
        Split exact = new Split(split.file(), start, split.start() + split.length() - start, true);
        reports.clear();
        found = scan(scan, exact, filters, reports);
        assertEquals(start, reports.get(0).firstRow(), "an exact start is taken as it is");
      }
      previous = reports.get(0);
      rows.addAll(found);
    }
    return rows;
  }

  private List<List<@Nullable Object>> scan(
      ScanNode scan, Split split, RuntimeFilters filters, List<SplitReport> reports) {
    try (BufferAllocator allocator = new RootAllocator()) {
      List<List<@Nullable Object>> rows =
          TestRows.drain(open(scan, List.of(split), allocator, filters, reports));
      assertEquals(1, reports.size(), "one report for each split");
      return rows;
    }
  }

  BatchSource open(
      ScanNode scan,
      List<Split> splits,
      BufferAllocator allocator,
      RuntimeFilters filters,
      List<SplitReport> reports) {
    return new CsvFormat(blockBytes)
        .open(
            new ScanRequest(
                scan,
                splits,
                allocator,
                MemoryPool.unlimited(),
                batchRows,
                EXPRESSIONS,
                filters,
                reports::add,
                bytes -> {},
                () -> {}));
  }
}
