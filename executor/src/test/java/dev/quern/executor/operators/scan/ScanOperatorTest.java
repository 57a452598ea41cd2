package dev.quern.executor.operators.scan;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.schema;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestSource;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ScanOperatorTest {
  private static final TestColumn ROWS = ints(1, 2, 3, 4, 5);
  private static final Split SPLIT =
      new Split(new SourceFile("/data/a", 10, 0, List.of()), 0, 10, true);

  @Test
  void readsTheSplitsOfItsNode() {
    FixedFormat format = new FixedFormat();
    try (TestTaskContext context = context(format).withSplits(7, List.of(SPLIT))) {
      assertEmits(
          OperatorBuilder.build(scan("fixed", -1), context),
          row(1),
          row(2),
          row(3),
          row(4),
          row(5));
      assertEquals(List.of(new SplitReport(SPLIT, 0, 10)), context.splitReports());
      assertEquals(10, context.statistics(7).bytesRead());
    }
  }

  @Test
  void aTaskWithoutSplitsOpensNothing() {
    FixedFormat format = new FixedFormat();
    try (TestTaskContext context = context(format)) {
      assertEmits(OperatorBuilder.build(scan("fixed", -1), context));
      assertNull(format.opened);
    }
  }

  @Test
  void stopsAtItsLimit() {
    FixedFormat format = new FixedFormat();
    try (TestTaskContext context = context(format).withSplits(7, List.of(SPLIT))) {
      assertEmits(OperatorBuilder.build(scan("fixed", 3), context), row(1), row(2), row(3));
      assertEquals(2, format.opened == null ? 0 : format.opened.pulled());
    }
  }

  @Test
  void opensNothingBeforeTheFirstPull() {
    FixedFormat format = new FixedFormat();
    try (TestTaskContext context = context(format).withSplits(7, List.of(SPLIT))) {
      OperatorBuilder.build(scan("fixed", -1), context).close();
      assertNull(format.opened);
    }
  }

  @Test
  void anUnknownFormatIsTheUsersError() {
    try (TestTaskContext context = context(new FixedFormat()).withSplits(7, List.of(SPLIT));
        BatchSource source = OperatorBuilder.build(scan("other", -1), context)) {
      assertThrows(QueryException.class, source::next);
    }
  }

  private static TestTaskContext context(Format format) {
    return TestTaskContext.create(2, 1 << 20).withFormats(new Formats(List.of(format)));
  }

  private static ScanNode scan(String format, long limit) {
    ScanSource source =
        new ScanSource("t", format, Map.of(), schema(ROWS), new Schema(List.of()), List.of());
    return new ScanNode(7, source, List.of(0), null, List.of(), limit);
  }

  /** The same rows from every split; reports as a text format does. */
  private static final class FixedFormat implements Format {
    @Nullable TestSource opened;

    @Override
    public String name() {
      return "fixed";
    }

    @Override
    public Set<String> extensions() {
      return Set.of("fixed");
    }

    @Override
    public BatchSource open(ScanRequest request) {
      opened =
          new TestSource(
              request.scan().schema(),
              TestColumns.batches(request.allocator(), request.batchRows(), ROWS));
      request.bytesRead().accept(10);
      request.splitReports().accept(new SplitReport(request.splits().get(0), 0, 10));
      return opened;
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

    @Override
    public BatchSink create(
        String path, Schema schema, Map<String, String> options, WriteContext context) {
      throw new UnsupportedOperationException();
    }
  }
}
