package dev.quern.executor.formats.csv;

import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvFilterTest {
  @TempDir Path folder;

  private static Expression compare(String function, ScanSource source, int column, Object value) {
    Field field = source.tableSchema().field(column);
    return new Call(
        function,
        List.of(ColumnReference.of(column, field), new Literal(value, field.type())),
        DataTypes.BOOLEAN,
        true);
  }

  private static String numbered(int rows) {
    StringBuilder text = new StringBuilder("id,name,flag,price\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append(i % 3 == 0 ? "," : ",\"n,").append(i % 3 == 0 ? "" : i + "\"");
      text.append(i % 2 == 0 ? ",true," : ",false,").append(i).append(".5\n");
    }
    return text.toString();
  }

  @Test
  void filterColumnsMayBeOutputOrNot() {
    CsvTable table = CsvTable.ofText(folder, numbered(200));
    for (int batchRows : new int[] {1, 3, 4096}) {
      CsvTable cut = table.pieces(500, 64, batchRows);
      ScanSource source = cut.source();
      assertEquals(
          List.of(row("n,2", true, 2.5, 2), row("n,1", false, 1.5, 1), row(null, true, 0.5, 0)),
          reversed(cut.rows(source, List.of(1, 2, 3, 0), compare("less_than", source, 0, 3L))));
      assertEquals(
          List.of(row("n,199")),
          cut.rows(source, List.of(1), compare("greater_than", source, 3, 199.0)));
      assertEquals(100, cut.rows(source, List.of(), compare("equal", source, 2, true)).size());
      assertEquals(
          List.of(row(5, "n,5")),
          cut.rows(source, List.of(0, 1), compare("equal", source, 1, "n,5")));
    }
  }

  private static List<List<@Nullable Object>> reversed(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> reversed = new ArrayList<>(rows);
    java.util.Collections.reverse(reversed);
    return reversed;
  }

  @Test
  void partitionColumnsAreConstants() {
    Path first = CsvTable.write(folder.resolve("1.csv"), "a\n1\n2\n");
    Path second = CsvTable.write(folder.resolve("2.csv"), "a\n3\n");
    Schema partitions =
        Schema.of(Field.of("day", DataTypes.DATE), Field.of("region", DataTypes.VARCHAR));
    CsvTable table =
        CsvTable.of(first)
            .files(
                partitions,
                CsvTable.sourceFile(first, "1970-01-03", "north \"x\""),
                CsvTable.sourceFile(second, null, null))
            .pieces(2, 4, 3);
    assertEquals(
        List.of(row(1, 2, "north \"x\""), row(2, 2, "north \"x\""), row(3, null, null)),
        table.rows());
    ScanSource source = table.source();
    assertEquals(
        List.of(row("north \"x\""), row("north \"x\"")),
        table.rows(source, List.of(2), compare("equal", source, 1, 2L)));
    assertEquals(3, table.rows(source, List.of(), null).size());
  }

  @Test
  void runtimeFiltersDropRowsBeforeOtherColumnsAreRead() {
    CsvTable table = CsvTable.ofText(folder, numbered(50)).pieces(300, 64, 7);
    RuntimeFilters.RuntimeFilter sevenths =
        new RuntimeFilters.RuntimeFilter() {
          @Override
          public boolean excludesRange(long min, long max) {
            return false;
          }

          @Override
          public int retain(Batch input, int column, int[] selected, int count) {
            BigIntVector ids = (BigIntVector) input.vector(column);
            int kept = 0;
            for (int i = 0; i < count; i++) {
              if (ids.get(selected[i]) % 7 == 0) {
                selected[kept++] = selected[i];
              }
            }
            return kept;
          }
        };
    RuntimeFilters filters = filterId -> filterId == 9 ? sevenths : null;
    ScanSource source = table.source();
    assertEquals(
        List.of(0L, 7L, 14L, 21L, 28L, 35L, 42L, 49L),
        table.rows(source, List.of(0), new RuntimeFilterTarget(9, 0), filters).stream()
            .map(found -> found.get(0))
            .toList());
    assertEquals(50, table.rows(source, List.of(1), new RuntimeFilterTarget(8, 0), filters).size());
  }

  @Test
  void limitEndsTheScanAndClosingEarlyFreesAll() {
    CsvTable table = CsvTable.ofText(folder, numbered(1000)).pieces(1L << 20, 256, 10);
    ScanSource source = table.source();
    ScanNode scan = new ScanNode(1, source, List.of(0), null, List.of(), 25);
    try (BufferAllocator allocator = new RootAllocator()) {
      List<dev.quern.plan.nodes.Split> splits = new CsvFormat().splits(scan, 1L << 20);
      BatchSource rows =
          table.open(scan, splits, allocator, RuntimeFilters.NONE, new ArrayList<>());
      assertEquals(25, TestRows.drain(rows).size());
    }
    try (BufferAllocator allocator = new RootAllocator()) {
      ScanNode all = new ScanNode(1, source, List.of(0, 1), null, List.of(), -1);
      List<dev.quern.plan.nodes.Split> splits = new CsvFormat().splits(all, 1L << 20);
      try (BatchSource rows =
          table.open(all, splits, allocator, RuntimeFilters.NONE, new ArrayList<>())) {
        Batch batch = rows.next();
        assertEquals(10, batch == null ? 0 : batch.rowCount());
        if (batch != null) {
          batch.close();
        }
      }
      try (BatchSource none =
          table.open(all, List.of(), allocator, RuntimeFilters.NONE, new ArrayList<>())) {
        assertNull(none.next());
      }
    }
  }
}
