package dev.quern.executor.operators.sort;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SortedRunsOperatorTest {
  private static final int ROWS = 6_000;
  private static final int DISTINCT_KEYS = 300;
  private static final long TINY = 32 << 10;
  private static final long PLENTY = 8L << 20;
  private static final List<SortKey> KEYS = List.of(new SortKey(0, true, false));

  @Test
  void whatFitsIsOneRun() {
    assertEquals(1, runsWithin(1024, PLENTY).size());
  }

  @Test
  void anEmptyInputHasNoRun() {
    try (TestTaskContext context = TestTaskContext.create(10, PLENTY)) {
      assertEquals(List.of(), TestRows.drain(open(context, 10, 0)));
      assertEquals(0, context.runsBegun());
    }
  }

  /** The third budget is so small that there are more runs than are put out one by one. */
  @ParameterizedTest
  @CsvSource({"1024, 700000, false", "3, 300000, false", "50, 32768, true"})
  void runsAreSortedAndKeepTheOrderOfEqualRows(int batchRows, long budget, boolean isMany) {
    List<List<List<@Nullable Object>>> runs = runsWithin(batchRows, budget);
    assertEquals(isMany, runs.size() == SortedRunsOperator.MOST_RUNS + 1, "runs: " + runs.size());
    assertTrue(runs.size() > 1, "runs: " + runs.size());
  }

  /** A reader has a batch of each run of all tasks in memory at the same time. */
  @Test
  void batchesOfRunsAreSmall() {
    long budget = 32 << 20;
    try (TestTaskContext context = TestTaskContext.create(8192, budget);
        BatchSource sort = open(context, 8192, ROWS)) {
      long most = 0;
      for (Batch batch = sort.next(); batch != null; batch = sort.next()) {
        try (Batch owned = batch) {
          most = Math.max(most, owned.sizeBytes());
        }
      }
      int tasks = 4 * context.settings().threads();
      assertTrue(most * 16 * tasks <= budget / 4, "largest batch: " + most);
    }
  }

  @Test
  void rowsThatWereNotWrittenAsRunsSpill() {
    try (TestTaskContext context = TestTaskContext.create(50, TINY)) {
      TestRows.drain(open(context, 50, ROWS));
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
      long peak = context.memoryPool().peakBytes();
      assertTrue(peak <= TINY, "peak of reserved bytes: " + peak);
    }
    try (TestTaskContext context = TestTaskContext.create(50, 700_000)) {
      TestRows.drain(open(context, 50, ROWS));
      assertEquals(0, context.statistics(1).bytesSpilled());
    }
  }

  @Test
  void aRunEndsWhenOthersAskForMemory() {
    try (TestTaskContext context = TestTaskContext.create(100, PLENTY);
        MemoryPool.Reservation other = context.memoryPool().open("other", false)) {
      BatchSource sort = open(context, 100, ROWS);
      // Memory is refused to the other one while the first run is being put out.
      try (Batch first = sort.next()) {
        assertEquals(1, context.runsBegun());
        assertEquals(false, other.tryGrow(PLENTY - 1));
      }
      TestRows.drain(sort);
      assertEquals(true, other.tryGrow(PLENTY / 2), "all that was sorted is given back");
    }
  }

  @Test
  void whoAsksWhileARunIsPutOutDoesNotCutTheNextOneShort() {
    try (TestTaskContext context = TestTaskContext.create(100, 700_000);
        MemoryPool.Reservation other = context.memoryPool().open("other", false)) {
      BatchSource sort = open(context, 100, ROWS);
      int expected = runs(context, open(context, 100, ROWS)).size();
      int before = context.runsBegun();
      try (Batch first = sort.next()) {
        assertEquals(false, other.tryGrow(600_000));
      }
      TestRows.drain(sort);
      assertEquals(expected, context.runsBegun() - before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 20})
  void memoryThatIsRefusedChangesNothing(int refuseEvery) {
    try (TestTaskContext context = TestTaskContext.create(50, PLENTY).refusingEvery(refuseEvery)) {
      assertRuns(runs(context, open(context, 50, ROWS)));
      assertTrue(context.faultsFired() > 0, "reservations were refused");
    }
  }

  @Test
  void afterAFullDiskNothingIsLeft() {
    int failed = 0;
    for (int n = 1; failsAtWrite(n); n++) {
      failed++;
    }
    assertTrue(failed > 3, "writes that failed: " + failed);
  }

  private static boolean failsAtWrite(int n) {
    try (TestTaskContext context = TestTaskContext.create(50, TINY).failingWrite(n)) {
      BatchSource sort = open(context, 50, ROWS);
      try {
        assertRuns(runs(context, sort));
        assertEquals(0, context.faultsFired(), "a failed write went unnoticed");
        return false;
      } catch (QueryException e) {
        assertEquals(ErrorCode.DISK_FULL, e.code());
        assertEquals(1, context.faultsFired());
        return true;
      }
    }
  }

  @Test
  void closingInTheMiddleOfARunLeavesNothing() {
    try (TestTaskContext context = TestTaskContext.create(64, 300_000)) {
      try (BatchSource sort = open(context, 64, ROWS);
          Batch first = sort.next()) {
        assertEquals(64, first == null ? 0 : first.rowCount());
      }
    }
  }

  @Test
  void aRowThatDoesNotFitIsAClearError() {
    try (TestTaskContext context = TestTaskContext.create(4, 64 << 10)) {
      PhysicalNode input = context.input(0, 1, ints(1, 2), strings("a", "b".repeat(100_000)));
      BatchSource sort = OperatorBuilder.build(new SortNode(1, input, KEYS, true), context);
      QueryException error = assertThrows(QueryException.class, () -> TestRows.drain(sort));
      assertEquals(ErrorCode.OUT_OF_MEMORY, error.code());
      assertTrue(error.message().contains("sort-1"), error.message());
    }
  }

  private static List<List<List<@Nullable Object>>> runsWithin(int batchRows, long budget) {
    try (TestTaskContext context = TestTaskContext.create(batchRows, budget)) {
      List<List<List<@Nullable Object>>> runs = runs(context, open(context, batchRows, ROWS));
      assertRuns(runs);
      return runs;
    }
  }

  /** Returns the rows of each run, and closes the operator. */
  private static List<List<List<@Nullable Object>>> runs(
      TestTaskContext context, BatchSource sort) {
    List<List<List<@Nullable Object>>> runs = new ArrayList<>();
    try (sort) {
      for (Batch batch = sort.next(); batch != null; batch = sort.next()) {
        while (runs.size() < context.runsBegun()) {
          runs.add(new ArrayList<>());
        }
        try (Batch owned = batch) {
          runs.get(runs.size() - 1).addAll(TestRows.rowsOf(owned));
        }
      }
    }
    return runs;
  }

  /** Each run is sorted, and sorting all of them one after the other gives what is expected. */
  private static void assertRuns(List<List<List<@Nullable Object>>> runs) {
    Comparator<List<@Nullable Object>> byKey =
        Comparator.comparing(
            row -> (Long) row.get(0), Comparator.nullsLast(Comparator.naturalOrder()));
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (List<List<@Nullable Object>> run : runs) {
      assertEquals(run.stream().sorted(byKey).toList(), run);
      all.addAll(run);
    }
    List<List<@Nullable Object>> expected = new ArrayList<>();
    @Nullable Integer[] keys = keys(ROWS);
    for (int i = 0; i < ROWS; i++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(keys[i] == null ? null : (Object) keys[i].longValue());
      row.add(text(i));
      expected.add(row);
    }
    assertEquals(expected.stream().sorted(byKey).toList(), all.stream().sorted(byKey).toList());
  }

  private static BatchSource open(TestTaskContext context, int batchRows, int rows) {
    @Nullable String[] texts = new String[rows];
    for (int i = 0; i < rows; i++) {
      texts[i] = text(i);
    }
    PhysicalNode input = context.input(0, batchRows, ints(keys(rows)), strings(texts));
    return OperatorBuilder.build(new SortNode(1, input, KEYS, true), context);
  }

  private static String text(int row) {
    return "text number " + row + "x".repeat(row % 40);
  }

  private static @Nullable Integer[] keys(int rows) {
    Random random = new Random(5);
    @Nullable Integer[] keys = new Integer[rows];
    for (int i = 0; i < rows; i++) {
      keys[i] = random.nextInt(20) == 0 ? null : (Integer) random.nextInt(DISTINCT_KEYS);
    }
    return keys;
  }
}
