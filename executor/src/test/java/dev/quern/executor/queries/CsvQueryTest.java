package dev.quern.executor.queries;

import static dev.quern.executor.testing.TestRows.drain;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.csv.CsvFormat;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.AggregateNode.Phase;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExchangeSourceNode.Mode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, with line ends inside quotes, cut at every odd place; grouped, then sorted. */
final class CsvQueryTest {
  private static final int GROUPS = 5;
  private static final int ROWS = 1_000;

  @TempDir Path temp;

  @Test
  void everySchedulerAndSplitSizeGivesTheSameAnswer() throws IOException {
    StageGraph graph = graph(scan(writeFiles()));
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      long count = 0;
      long sum = 0;
      for (int i = group; i < ROWS; i += GROUPS) {
        count++;
        sum += i;
      }
      expected.add(row("group " + group + "\n,\"1,2\"\n", 2 * count, 2 * sum));
    }
    try (QueryExecutor executor =
        QueryExecutors.create(new StandardServices(), ExecutorSettings.ofThisProcess())) {
      for (long splitBytes : new long[] {397, 10_007, 0}) {
        for (SchedulerKind kind :
            List.of(
                SchedulerKind.SINGLE_THREADED, SchedulerKind.THREADS, SchedulerKind.PROCESSES)) {
          QuerySettings settings =
              new QuerySettings(kind, 2, 2, 64L << 20, temp.toString(), 0, 1000, splitBytes);
          assertEquals(
              expected.toString(),
              drain(executor.execute(graph, settings, QueryListener.NONE)).toString(),
              kind + " with splits of " + splitBytes);
        }
      }
    }
  }

  private List<SourceFile> writeFiles() throws IOException {
    List<SourceFile> files = new ArrayList<>();
    for (String name : List.of("a.csv", "b.csv")) {
      StringBuilder text = new StringBuilder("name,value\n");
      for (int i = 0; i < ROWS; i++) {
        text.append("\"group ").append(i % GROUPS).append("\n,\"\"1,2\"\"\n\",").append(i);
        text.append('\n');
      }
      Path file = Files.writeString(temp.resolve(name), text);
      files.add(new SourceFile(file.toString(), Files.size(file), 0, List.of()));
    }
    return files;
  }

  private static ScanNode scan(List<SourceFile> files) {
    Format format = new CsvFormat();
    Format.FileShape shape = format.inspect("t", files, Map.of(), null);
    ScanSource source =
        new ScanSource("t", "csv", shape.options(), shape.schema(), new Schema(List.of()), files);
    return new ScanNode(1, source, List.of(0, 1), null, List.of(), -1);
  }

  private static StageGraph graph(ScanNode scan) {
    Field name = scan.schema().field(0);
    Field value = scan.schema().field(1);
    Field count = new Field("count", DataTypes.BIGINT, false);
    Field sum = Field.of("sum", sumType(value));
    Schema schema = Schema.of(name, count, sum);
    AggregateCall counting = call("count", List.of(), count, List.of());
    AggregateNode partial =
        new AggregateNode(
            2,
            scan,
            Phase.PARTIAL,
            List.of(0),
            List.of(counting, call("sum", List.of(1), sum, List.of(value))),
            schema);
    ExchangeSourceNode shuffled = new ExchangeSourceNode(3, 0, Mode.PARTITIONED, List.of(), schema);
    AggregateNode total =
        new AggregateNode(
            4,
            shuffled,
            Phase.FINAL,
            List.of(0),
            List.of(
                call("count", List.of(1), count, List.of()),
                call("sum", List.of(2), sum, List.of(value))),
            schema);
    List<SortKey> keys = List.of(new SortKey(0, true, false));
    return TestGraphs.graph(
        new Stage(0, partial, Partitioning.hash(List.of(0), 3)),
        new Stage(1, new SortNode(5, total, keys), Partitioning.gather()),
        new Stage(
            2, new ExchangeSourceNode(6, 1, Mode.GATHER, keys, schema), Partitioning.gather()));
  }

  private static DataType sumType(Field value) {
    return value.type().equals(DataTypes.BIGINT) ? DataType.decimal(38, 0) : DataTypes.BIGINT;
  }

  private static AggregateCall call(
      String function, List<Integer> arguments, Field result, List<Field> argumentFields) {
    return new AggregateCall(
        function, arguments, -1, false, List.of(), result, argumentFields, List.of(result));
  }
}
