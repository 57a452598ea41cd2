package dev.quern.executor.operators.sort;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.testing.RandomColumns;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestSource;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SortedMergeTest {
  private static final List<SortKey> KEYS =
      List.of(new SortKey(0, true, false), new SortKey(1, false, true));

  @Test
  void equalRowsComeInTheOrderOfTheSources() {
    try (TestTaskContext context = TestTaskContext.create(2, 1 << 20)) {
      List<TestSource> sources =
          List.of(
              source(context, 1, ints(1, 2, null), strings("a", "b", "c")),
              source(context, 2, ints(), strings()),
              source(context, 3, ints(1, 2, 2), strings("d", "e", "f")));
      List<SortKey> keys = List.of(new SortKey(0, true, false));
      assertEmits(
          merge(context, sources.get(0).schema(), keys, sources),
          row(1, "a"),
          row(1, "d"),
          row(2, "b"),
          row(2, "e"),
          row(2, "f"),
          row(null, "c"));
      sources.forEach(source -> assertTrue(source.isClosed()));
    }
  }

  @Test
  void noSourcesGiveNothing() {
    try (TestTaskContext context = TestTaskContext.create()) {
      assertEmits(merge(context, TestColumns.schema(ints(), strings()), KEYS, List.of()));
    }
  }

  @Test
  void closingEarlyClosesTheSources() {
    try (TestTaskContext context = TestTaskContext.create(1, 1 << 20)) {
      TestSource source = source(context, 1, ints(1, 2), strings("a", "b"));
      try (SortedMerge merge = merge(context, source.schema(), KEYS, List.of(source))) {
        Batch batch = merge.next();
        assertNotNull(batch);
        batch.close();
      }
      assertTrue(source.isClosed());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 50", "2, 3, 300", "5, 100, 1000", "17, 64, 1500"})
  void mergesAsTheOracleSorts(int sourceCount, int batchRows, int rows) {
    RandomColumns random = new RandomColumns(sourceCount, 0.1);
    Comparator<List<@Nullable Object>> order = RowComparators.of(KEYS);
    List<List<@Nullable Object>> expected = new ArrayList<>();
    try (TestTaskContext context = TestTaskContext.create(batchRows, 1 << 20)) {
      List<TestSource> sources = new ArrayList<>();
      for (int i = 0; i < sourceCount; i++) {
        List<List<@Nullable Object>> part = new ArrayList<>();
        TestColumn first = random.column(DataTypes.INTEGER, rows / sourceCount, 20);
        TestColumn second = random.column(DataTypes.VARCHAR, rows / sourceCount, 20);
        for (int row = 0; row < rows / sourceCount; row++) {
          part.add(row(first.values().get(row), second.values().get(row)));
        }
        part.sort(order);
        expected.addAll(part);
        sources.add(source(context, batchRows, column(part, 0, first), column(part, 1, second)));
      }
      expected.sort(order);
      Schema schema = sources.get(0).schema();
      assertEquals(expected, TestRows.drain(merge(context, schema, KEYS, sources)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 65536", "3, 65536", "500, 65536", "500, 1048576"})
  void staysWithinTheBudget(int batchRows, int budget) {
    try (TestTaskContext context = TestTaskContext.create(batchRows, budget)) {
      assertEquals(
          longRows(),
          TestRows.drain(merge(context, longSchema(), KEYS, longSources(context, batchRows))));
      long peak = context.memoryPool().peakBytes();
      assertTrue(peak <= budget, "peak of reserved bytes: " + peak);
      assertEquals(List.of(), context.spillFiles());
    }
  }

  /** They cannot spill: what they held, others would have to do without until the merge ends. */
  @Test
  void allSourcesTogetherTakeASmallPartOfTheBudget() {
    int budget = 512 << 10;
    try (TestTaskContext context = TestTaskContext.create(500, budget)) {
      SortedMerge merge = merge(context, longSchema(), KEYS, longSources(context, 500));
      assertEquals(longRows(), TestRows.drain(merge));
      long peak = context.memoryPool().peakBytes();
      assertTrue(peak <= budget / 4, "peak of reserved bytes: " + peak);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void refusedReservationsChangeNothing(int refuseEvery) {
    try (TestTaskContext context = TestTaskContext.create(500, 16 << 20)) {
      List<TestSource> sources = longSources(context, 500);
      SortedMerge merge = merge(context, longSchema(), KEYS, sources);
      context.refusingEvery(refuseEvery);
      assertEquals(longRows(), TestRows.drain(merge));
      assertTrue(context.faultsFired() > 0, "reservations were refused");
    }
  }

  @Test
  void aWriteThatFailsIsAClearError() {
    try (TestTaskContext context = TestTaskContext.create(500, 64 << 10).failingWrite(3)) {
      SortedMerge merge = merge(context, longSchema(), KEYS, longSources(context, 500));
      QueryException error = assertThrows(QueryException.class, () -> TestRows.drain(merge));
      assertEquals(ErrorCode.DISK_FULL, error.code());
      assertEquals(1, context.faultsFired());
      assertEquals(List.of(), context.spillFiles());
    }
  }

  @Test
  void aRowThatDoesNotFitIsAClearError() {
    try (TestTaskContext context = TestTaskContext.create(4, 64 << 10)) {
      TestSource source = source(context, 4, ints(1, 2), strings("a", "b".repeat(100_000)));
      SortedMerge merge = merge(context, source.schema(), KEYS, List.of(source));
      QueryException error = assertThrows(QueryException.class, () -> TestRows.drain(merge));
      assertEquals(ErrorCode.OUT_OF_MEMORY, error.code());
      assertTrue(error.message().contains("operator=merge"), error.message());
    }
  }

  /** Three sources of 1,000 rows of 400 bytes and more, whose numbers alternate. */
  private static List<TestSource> longSources(TestTaskContext context, int batchRows) {
    List<TestSource> sources = new ArrayList<>();
    for (int source = 0; source < 3; source++) {
      @Nullable Integer[] numbers = new Integer[1_000];
      @Nullable String[] texts = new String[1_000];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = 3 * i + source;
        texts[i] = longText(3 * i + source);
      }
      sources.add(source(context, batchRows, ints(numbers), strings(texts)));
    }
    return sources;
  }

  private static List<List<@Nullable Object>> longRows() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      rows.add(row(i, longText(i)));
    }
    return rows;
  }

  private static String longText(int number) {
    return "text " + number + "x".repeat(400);
  }

  private static Schema longSchema() {
    return TestColumns.schema(ints(), strings());
  }

  private static TestColumn column(List<List<@Nullable Object>> rows, int column, TestColumn like) {
    List<@Nullable Object> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.get(column)));
    return new TestColumn("c", like.type(), values);
  }

  private static TestSource source(TestTaskContext context, int batchRows, TestColumn... columns) {
    return new TestSource(context.allocator(), batchRows, columns);
  }

  private static SortedMerge merge(
      TestTaskContext context, Schema schema, List<SortKey> keys, List<TestSource> sources) {
    return new SortedMerge("merge", schema, keys, sources, context);
  }
}
