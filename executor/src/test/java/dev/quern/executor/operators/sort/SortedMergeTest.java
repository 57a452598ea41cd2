package dev.quern.executor.operators.sort;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.testing.RandomColumns;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestSource;
import dev.quern.executor.testing.TestTaskContext;
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
    return new SortedMerge(
        "merge",
        schema,
        keys,
        sources,
        context.allocator(),
        context.memoryPool(),
        context.settings().batchRows());
  }
}
