package dev.quern.executor.operators.write;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.WriteNode;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WriteOperatorTest {
  private static final TestColumn ROWS = ints(1, 2, null);

  @TempDir Path folder;

  @Test
  void writesAPartFileNamedAfterTheTask() {
    try (TestTaskContext context = context().withTaskIndex(3)) {
      PhysicalNode plan = write(context.input(0, 2, ROWS), folder.resolve("out/here"), false);
      assertEmits(OperatorBuilder.build(plan, context), row(3));
    }
    assertEquals(Map.of("out/here/part-3.lines", "[1]\n[2]\n[null]\n"), files());
  }

  @Test
  void aSecondAttemptReplacesTheFirst() {
    for (int attempt = 0; attempt < 2; attempt++) {
      try (TestTaskContext context = context()) {
        PhysicalNode plan = write(context.input(0, 2, ROWS), folder, false);
        assertEmits(OperatorBuilder.build(plan, context), row(3));
      }
    }
    assertEquals(Map.of("part-0.lines", "[1]\n[2]\n[null]\n"), files());
  }

  @Test
  void writesASingleFile() {
    try (TestTaskContext context = context()) {
      PhysicalNode plan = write(context.input(0, 2, ROWS), folder.resolve("all.txt"), true);
      assertEmits(OperatorBuilder.build(plan, context), row(3));
    }
    assertEquals(Map.of("all.txt", "[1]\n[2]\n[null]\n"), files());
  }

  @Test
  void onlyTheFirstTaskWritesAFileWithoutRows() {
    for (int task = 0; task < 2; task++) {
      try (TestTaskContext context = context().withTaskIndex(task)) {
        PhysicalNode plan = write(context.input(0, 2, ints()), folder, false);
        assertEmits(OperatorBuilder.build(plan, context), row(0));
      }
    }
    assertEquals(Map.of("part-0.lines", ""), files());
  }

  @Test
  void leavesNothingIfTheTaskFails() {
    QueryException error = new QueryException(ErrorCode.CANCELLED, "Query was cancelled");
    try (TestTaskContext context = context()) {
      PhysicalNode plan = write(new CancellingInput(context, error).node(), folder, false);
      try (BatchSource source = OperatorBuilder.build(plan, context)) {
        assertSame(error, assertThrows(QueryException.class, source::next));
      }
    }
    assertEquals(Map.of(), files());
  }

  private static TestTaskContext context() {
    return TestTaskContext.create().withFormats(new Formats(List.of(new LinesFormat())));
  }

  private static WriteNode write(PhysicalNode input, Path path, boolean singleFile) {
    return new WriteNode(1, input, "LINES", path.toString(), singleFile, Map.of());
  }

  private Map<String, String> files() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              java.util.stream.Collectors.toMap(
                  file -> folder.relativize(file).toString(), WriteOperatorTest::read));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cancels the task after the first batch. */
  private record CancellingInput(TestTaskContext context, RuntimeException error) {
    PhysicalNode node() {
      Batch first = dev.quern.executor.testing.TestColumns.batch(context.allocator(), ROWS);
      context.addInput(0, first.schema(), List.of(first));
      context.cancelAfter(2, error);
      return TestTaskContext.inputNode(0, first.schema());
    }
  }

  /** One line a row; the file gets its name when it is finished. */
  private static final class LinesFormat implements Format {
    @Override
    public String name() {
      return "lines";
    }

    @Override
    public Set<String> extensions() {
      return Set.of("lines", "a");
    }

    @Override
    public BatchSink create(
        String path, Schema schema, Map<String, String> options, WriteContext context) {
      return new LinesSink(Path.of(path));
    }

    @Override
    public BatchSource open(ScanRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileShape inspect(
        String name,
        List<SourceFile> files,
        Map<String, String> options,
        @Nullable Schema declared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TableStatistics statistics(ScanSource source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Split> splits(ScanNode scan, long targetBytes) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class LinesSink implements BatchSink {
    private final Path path;
    private final StringBuilder lines = new StringBuilder();

    LinesSink(Path path) {
      this.path = path;
    }

    @Override
    public void add(Batch batch) {
      try (batch) {
        TestRows.rowsOf(batch).forEach(row -> lines.append(row).append('\n'));
      }
    }

    @Override
    public void finish() {
      try {
        Files.writeString(path, lines);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }
}
