package dev.quern.executor.operators.sort;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sorts never hold more than their budget, whoever else holds memory. */
final class SortMemoryTest {
  private static final int ROWS = 6_000;
  private static final List<SortKey> KEYS =
      List.of(new SortKey(0, true, false), new SortKey(1, false, true));

  @ParameterizedTest
  @CsvSource({"1024, 98304", "3, 98304", "256, 262144"})
  void staysWithinTheBudget(int batchRows, int budget) {
    for (int limit : new int[] {ROWS, 10, 2_500}) {
      try (TestTaskContext context = TestTaskContext.create(batchRows, budget)) {
        List<List<@Nullable Object>> rows = randomRows();
        assertEquals(
            sorted(rows, limit).toString(),
            TestRows.drain(open(context, rows, batchRows, limit)).toString());
        long peak = context.memoryPool().peakBytes();
        assertTrue(peak <= budget, "peak of reserved bytes: " + peak);
        assertEquals(limit > 10, context.statistics(1).bytesSpilled() > 0, "spills");
      }
    }
  }

  @Test
  void itsFloorIsEnoughWhenOthersHoldTheRest() {
    try (TestTaskContext context = TestTaskContext.create(1024, 1 << 20)) {
      List<List<@Nullable Object>> rows = randomRows();
      BatchSource sort = open(context, rows, 1024, ROWS);
      try (MemoryPool.Reservation other = context.memoryPool().open("other", false)) {
        while (other.tryGrow(1 << 10)) {
          // Takes all that there is.
        }
        assertEquals(sorted(rows, ROWS).toString(), TestRows.drain(sort).toString());
      }
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
      assertTrue(context.memoryPool().peakBytes() <= 1 << 20, "peak of reserved bytes");
    }
  }

  @Test
  void aRowThatDoesNotFitIsAClearError() {
    try (TestTaskContext context = TestTaskContext.create(4, 64 << 10)) {
      PhysicalNode node =
          new SortNode(
              1,
              context.input(0, 1, strings("a", "b".repeat(100_000), "c")),
              List.of(new SortKey(0, true, false)));
      BatchSource sort = OperatorBuilder.build(node, context);
      QueryException error = assertThrows(QueryException.class, () -> TestRows.drain(sort));
      assertEquals(ErrorCode.OUT_OF_MEMORY, error.code());
      assertTrue(error.message().contains("sort-1"), error.message());
    }
  }

  private static BatchSource open(
      TestTaskContext context, List<List<@Nullable Object>> rows, int batchRows, int limit) {
    @Nullable Integer[] keys = new Integer[rows.size()];
    @Nullable String[] texts = new String[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      keys[i] = (Integer) rows.get(i).get(0);
      texts[i] = (String) rows.get(i).get(1);
    }
    PhysicalNode input = context.input(0, batchRows, ints(keys), strings(texts));
    return OperatorBuilder.build(
        limit == ROWS ? new SortNode(1, input, KEYS) : new TopNNode(1, input, KEYS, 0, limit),
        context);
  }

  private static List<List<@Nullable Object>> randomRows() {
    Random random = new Random(11);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(random.nextInt(20) == 0 ? null : random.nextInt(500));
      row.add("text " + i + "x".repeat(random.nextInt(40)));
      rows.add(row);
    }
    return rows;
  }

  private static List<List<@Nullable Object>> sorted(List<List<@Nullable Object>> rows, int limit) {
    Comparator<List<@Nullable Object>> byNumber =
        Comparator.comparing(
            row -> (Integer) row.get(0), Comparator.nullsLast(Comparator.naturalOrder()));
    Comparator<List<@Nullable Object>> byText =
        Comparator.comparing(row -> (String) Objects.requireNonNull(row.get(1)));
    return rows.stream().sorted(byNumber.thenComparing(byText.reversed())).limit(limit).toList();
  }
}
