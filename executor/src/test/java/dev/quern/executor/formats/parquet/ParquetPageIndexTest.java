package dev.quern.executor.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.parquet.format.ColumnChunk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages are left out by the page index, and never one too many: filtering by hand tells. */
final class ParquetPageIndexTest {
  /** Three pages of 20,000 rows and a short one, in one row group. */
  private static final int ROWS = 65_000;

  private static final int SORTED = 0;
  private static final int HOLLOW = 1;
  private static final int WORD = 2;
  private static final int NUMBER = 3;

  @TempDir Path folder;
  private final ParquetFixture fixture = new ParquetFixture();
  private Path file;
  private ScanSource source;
  private List<List<@Nullable Object>> allRows;

  @BeforeEach
  void writeFile() {
    file = folder.resolve("p.parquet");
    ParquetWriterTest.write(fixture, file, Map.of("compression", "none"), 5_000, columns());
    source = fixture.source(file);
    allRows = fixture.rows(file);
    assertEquals(ROWS, allRows.size());
  }

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  private static TestColumn[] columns() {
    List<@Nullable Object> sorted = new ArrayList<>();
    List<@Nullable Object> hollow = new ArrayList<>();
    List<@Nullable Object> word = new ArrayList<>();
    List<@Nullable Object> number = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      sorted.add((long) i);
      hollow.add(i >= 20_000 && i < 40_000 ? null : (Object) (long) (ROWS - i));
      word.add(i % 9 == 4 ? null : List.of("ash", "birch", "cedar", "dogwood").get(i / 20_000));
      number.add(i == 50_000 ? (Object) Double.NaN : (Object) (i / 2.0));
    }
    return new TestColumn[] {
      new TestColumn("sorted", DataTypes.BIGINT, sorted),
      new TestColumn("hollow", DataTypes.BIGINT, hollow),
      new TestColumn("word", DataTypes.VARCHAR, word),
      new TestColumn("number", DataTypes.DOUBLE, number)
    };
  }

  private record Case(String name, Expression filter, Predicate<List<@Nullable Object>> byHand) {}

  private List<Case> cases() {
    Expression late = call("greater_than_or_equal", column(SORTED), Literal.of(59_990L));
    Expression cedar = call("equal", column(WORD), Literal.of("cedar"));
    return List.of(
        new Case("late", late, row -> (Long) row.get(SORTED) >= 59_990),
        new Case(
            "first row of a page",
            call("equal", column(SORTED), Literal.of(20_000L)),
            row -> (Long) row.get(SORTED) == 20_000),
        new Case("word", cedar, row -> "cedar".equals(row.get(WORD))),
        new Case("hollow", call("is_null", column(HOLLOW)), row -> row.get(HOLLOW) == null),
        new Case(
            "not hollow",
            call("less_than", column(HOLLOW), Literal.of(30_000L)),
            row -> row.get(HOLLOW) != null && (Long) row.get(HOLLOW) < 30_000),
        new Case(
            "and",
            new And(List.of(cedar, call("less_than", column(SORTED), Literal.of(41_000L)))),
            row -> "cedar".equals(row.get(WORD)) && (Long) row.get(SORTED) < 41_000),
        new Case(
            "or",
            new Or(List.of(late, call("equal", column(WORD), Literal.of("ash")))),
            row -> (Long) row.get(SORTED) >= 59_990 || "ash".equals(row.get(WORD))),
        new Case(
            "a column without index",
            call("greater_than", column(NUMBER), Literal.of(32_000.0)),
            row -> Double.compare((Double) row.get(NUMBER), 32_000.0) > 0),
        new Case("none", call("less_than", column(SORTED), Literal.of(-1L)), row -> false));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 4096})
  void emitsWhatFilteringByHandLeaves(int batchRows) {
    fixture.batchRows = batchRows;
    for (Case one : cases()) {
      List<List<@Nullable Object>> expected = allRows.stream().filter(one.byHand()).toList();
      assertEquals(expected, fixture.rows(source, List.of(0, 1, 2, 3), one.filter()), one.name());
    }
  }

  @Test
  void readsLittleOfColumnsWhosePagesAreLeftOut() {
    fixture.memoryPool = new MemoryPool(4L << 20);
    fixture.bytesRead.set(0);
    Expression filter = call("equal", column(SORTED), Literal.of(64_000L));
    assertEquals(1, fixture.rows(source, List.of(HOLLOW, NUMBER), filter).size());
    long filtered = fixture.bytesRead.get();
    fixture.bytesRead.set(0);
    fixture.rows(source, List.of(SORTED, HOLLOW, NUMBER), null);
    assertTrue(filtered < fixture.bytesRead.get() / 2, filtered + " bytes read");
  }

  @Test
  void aRuntimeFilterLeavesPagesOut() {
    List<Integer> tested = new ArrayList<>();
    RuntimeFilter high =
        new RuntimeFilter() {
          @Override
          public boolean excludesRange(long min, long max) {
            return max < 60_000;
          }

          @Override
          public int retain(Batch input, int column, int[] selected, int count) {
            tested.add(count);
            return count;
          }
        };
    fixture.runtimeFilters = id -> high;
    ScanNode scan =
        new ScanNode(
            0, source, List.of(SORTED), null, List.of(new RuntimeFilterTarget(1, SORTED)), -1);
    assertEquals(5_000, TestRows.drain(fixture.open(scan)).size());
    assertEquals(5_000, tested.stream().mapToInt(Integer::intValue).sum(), "rows looked at");
  }

  @Test
  void chunksWithUnorderedValuesOrOnePageHaveNoIndex() {
    List<ColumnChunk> chunks = FooterReader.read(file.toString()).rowGroups().get(0).getColumns();
    assertTrue(chunks.get(SORTED).isSetColumn_index_offset());
    assertTrue(chunks.get(HOLLOW).isSetColumn_index_offset());
    assertTrue(chunks.get(WORD).isSetOffset_index_offset());
    assertFalse(chunks.get(NUMBER).isSetColumn_index_offset(), "NaN");
    Path small = folder.resolve("small.parquet");
    ParquetWriterTest.write(fixture, small, Map.of("row_group_rows", "500"), 500, columns());
    FooterReader.read(small.toString())
        .rowGroups()
        .forEach(group -> assertFalse(group.getColumns().get(0).isSetOffset_index_offset()));
  }

  @Test
  void duckDbReadsWhatWasWritten() throws SQLException {
    try (DuckDb duckDb = new DuckDb()) {
      assertEquals(allRows, duckDb.rows(file));
    }
  }

  /** Bounds may lie then, so that rows are missing; nothing worse may happen. */
  @Test
  void flippedBitsOfTheIndexGiveRowsOrErrors() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    ColumnChunk chunk =
        FooterReader.read(file.toString()).rowGroups().get(0).getColumns().get(SORTED);
    Expression filter = call("equal", column(SORTED), Literal.of(64_000L));
    int errors = 0;
    for (long[] part :
        new long[][] {
          {chunk.getColumn_index_offset(), chunk.getColumn_index_length()},
          {chunk.getOffset_index_offset(), chunk.getOffset_index_length()}
        }) {
      for (int i = 0; i < part[1]; i += 2) {
        byte[] damaged = whole.clone();
        damaged[(int) part[0] + i] ^= (byte) (1 << (i / 2 % 8));
        Path path = Files.write(folder.resolve("damaged-" + part[0] + "-" + i), damaged);
        try {
          assertTrue(fixture.rows(fixture.source(path), List.of(SORTED), filter).size() <= 1);
        } catch (QueryException e) {
          assertEquals(ErrorCode.MALFORMED_FILE, e.code());
          errors++;
        }
        Files.delete(path);
      }
    }
    assertTrue(errors > 0, "some flips are errors");
  }

  private ColumnReference column(int index) {
    return ColumnReference.of(index, source.tableSchema().field(index));
  }

  private static Expression call(String function, Expression... operands) {
    return new Call(function, List.of(operands), DataTypes.BOOLEAN, true);
  }
}
