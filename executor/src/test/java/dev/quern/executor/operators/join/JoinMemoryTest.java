package dev.quern.executor.operators.join;

import static dev.quern.executor.operators.join.JoinFixtures.EXPRESSIONS;
import static dev.quern.executor.operators.join.JoinFixtures.condition;
import static dev.quern.executor.operators.join.JoinFixtures.lessThan;
import static dev.quern.executor.operators.join.JoinFixtures.randomSide;
import static dev.quern.executor.operators.join.JoinFixtures.rows;
import static dev.quern.executor.testing.TestColumns.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins that do not fit their memory, and memory and disks that fail. */
final class JoinMemoryTest {
  private static final int BUDGET = 72 << 10;

  private record Sides(TestColumn[] left, TestColumn[] right) {
    List<List<@Nullable Object>> joined(JoinKind kind, boolean nullAware, boolean residual) {
      return JoinOracle.join(
          rows(left),
          rows(right),
          left.length,
          right.length,
          kind,
          nullAware,
          (a, b) -> condition(a, b, List.of(0), false, residual));
    }
  }

  private static BatchSource open(
      TestTaskContext context,
      Sides sides,
      JoinKind kind,
      boolean buildLeft,
      boolean residual,
      RuntimeFilterRegistry filters,
      int filterId) {
    context.withExpressions(EXPRESSIONS);
    ExchangeSourceNode left = context.input(0, 128, sides.left);
    ExchangeSourceNode right = context.input(1, 128, sides.right);
    HashJoinNode node =
        new HashJoinNode(
            1,
            left,
            right,
            kind,
            List.of(0),
            List.of(0),
            List.of(false),
            residual ? lessThan() : null,
            buildLeft,
            false,
            List.of(filterId));
    return JoinOperators.create(
        node, context.openExchange(left), context.openExchange(right), filters, context);
  }

  private static BatchSource open(
      TestTaskContext context, Sides sides, JoinKind kind, boolean buildLeft, boolean residual) {
    return open(context, sides, kind, buildLeft, residual, new RuntimeFilterRegistry(), -1);
  }

  private static void checkWithinBudget(Sides sides, JoinKind kind, boolean residual) {
    List<List<@Nullable Object>> expected = sides.joined(kind, false, residual);
    for (boolean buildLeft : new boolean[] {false, true}) {
      try (TestTaskContext context = TestTaskContext.create(128, BUDGET)) {
        TestRows.assertSameRows(
            expected, TestRows.drain(open(context, sides, kind, buildLeft, residual)));
        assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
        long peak = context.memoryPool().peakBytes();
        assertTrue(peak <= BUDGET, "peak of reserved bytes: " + peak);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void staysWithinTheBudget(JoinKind kind) {
    Sides sides = new Sides(randomSide(600, 400, 1), randomSide(600, 500, 2));
    checkWithinBudget(sides, kind, false);
    if (kind != JoinKind.MARK) {
      checkWithinBudget(sides, kind, true);
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void oneKeyWithMostRowsStaysWithinTheBudget(JoinKind kind) {
    TestColumn[] skewed = randomSide(700, 800, 2, 0.9);
    TestColumn[] other = randomSide(60, 40, 1);
    Sides rightSkewed = new Sides(other, skewed);
    Sides leftSkewed = new Sides(skewed, other);
    for (Sides sides : List.of(rightSkewed, leftSkewed)) {
      List<List<@Nullable Object>> expected = sides.joined(kind, false, false);
      boolean buildLeft = sides == leftSkewed && kind != JoinKind.MARK;
      try (TestTaskContext context = TestTaskContext.create(128, 52 << 10)) {
        TestRows.assertSameRows(
            expected, TestRows.drain(open(context, sides, kind, buildLeft, false)));
        if (buildLeft || sides == rightSkewed) {
          assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
        }
        assertTrue(context.memoryPool().peakBytes() <= 52 << 10, "peak of reserved bytes");
      }
    }
  }

  @Test
  void keepsWhatFitsInMemory() {
    Sides sides = new Sides(randomSide(1_200, 2_000, 1), randomSide(1_200, 2_000, 2));
    long[] spilled = new long[2];
    int[] budgets = {56 << 10, 110 << 10};
    for (int i = 0; i < budgets.length; i++) {
      try (TestTaskContext context = TestTaskContext.create(128, budgets[i])) {
        TestRows.assertSameRows(
            sides.joined(JoinKind.INNER, false, false),
            TestRows.drain(open(context, sides, JoinKind.INNER, false, false)));
        spilled[i] = context.statistics(1).bytesSpilled();
      }
    }
    assertTrue(spilled[1] > 0, "has spilled");
    assertTrue(spilled[1] < spilled[0] * 3 / 4, spilled[1] + " of " + spilled[0] + " bytes");
  }

  @Test
  void finishedTableGivesMemoryBackThatOthersNeed() {
    Sides sides = new Sides(randomSide(1_500, 1_500, 1), randomSide(1_500, 1_500, 2));
    for (JoinKind kind : List.of(JoinKind.INNER, JoinKind.LEFT, JoinKind.ANTI, JoinKind.MARK)) {
      try (TestTaskContext context = TestTaskContext.create(128, 4 << 20)) {
        BatchSource join = open(context, sides, kind, false, false);
        List<List<@Nullable Object>> actual = new ArrayList<>(TestRows.next(join));
        long held = context.memoryPool().reservedBytes();
        try (var other = context.memoryPool().open("other", false)) {
          assertTrue(!other.tryGrow(4 << 20), "the pool is in use");
        }
        actual.addAll(TestRows.drain(join));
        assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled of " + held);
        TestRows.assertSameRows(sides.joined(kind, false, false), actual);
      }
    }
  }

  @Test
  void publishesWhatAlsoTheRowsOnDiskExclude() {
    Integer[] keys = new Integer[2_000];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = 1_000 + 2 * i;
    }
    TestColumn[] build = {column(DataTypes.INTEGER, (Object[]) keys)};
    Sides sides = new Sides(build, build);
    RuntimeFilterRegistry filters = new RuntimeFilterRegistry();
    try (TestTaskContext context = TestTaskContext.create(128, BUDGET)) {
      try (BatchSource join = open(context, sides, JoinKind.INNER, false, false, filters, 7)) {
        assertTrue(!TestRows.next(join).isEmpty());
        RuntimeFilters.RuntimeFilter filter = filters.find(7);
        assertNotNull(filter);
        assertTrue(filter.excludesRange(0, 999));
        assertTrue(filter.excludesRange(4_999, 10_000));
        for (int key : keys) {
          assertTrue(!filter.excludesRange(key, key), "excludes a key");
        }
      }
    }
  }

  @Test
  void longTextsStayWithinTheBudget() {
    int rowCount = 24;
    Object[] keys = new Object[rowCount];
    Object[] texts = new Object[rowCount];
    for (int row = 0; row < rowCount; row++) {
      keys[row] = row % 8;
      texts[row] = String.valueOf((char) ('a' + row % 5)).repeat((1 << 20) - row);
    }
    TestColumn[] side = {column(DataTypes.INTEGER, keys), column(DataTypes.VARCHAR, texts)};
    TestColumn[] few = {column(DataTypes.INTEGER, 3, 5, 9)};
    Sides sides = new Sides(few, side);
    int budget = 8 << 20;
    try (TestTaskContext context = TestTaskContext.create(4, budget)) {
      TestRows.assertSameRows(
          sides.joined(JoinKind.INNER, false, false),
          TestRows.drain(open(context, sides, JoinKind.INNER, false, false)));
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
      assertTrue(context.memoryPool().peakBytes() <= budget, "peak of reserved bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = JoinKind.class,
      names = {"INNER", "LEFT", "RIGHT", "FULL"})
  void longTextsMakeSmallBatches(JoinKind kind) {
    int rowCount = 60;
    int length = 200_000;
    Object[] keys = new Object[rowCount];
    Object[] texts = new Object[rowCount];
    Arrays.setAll(keys, row -> row % 50 < 40 ? 7 : 1_000 + row);
    Arrays.setAll(texts, row -> String.valueOf((char) ('a' + row % 20)).repeat(length));
    TestColumn[] side = {column(DataTypes.INTEGER, keys), column(DataTypes.VARCHAR, texts)};
    TestColumn[] few = {
      column(DataTypes.INTEGER, 7, 8), column(DataTypes.VARCHAR, "x".repeat(length), "y")
    };
    int budget = 64 << 20;
    for (Sides sides : List.of(new Sides(few, side), new Sides(side, few))) {
      try (TestTaskContext context = TestTaskContext.create(1024, budget)) {
        int count = 0;
        try (BatchSource join = open(context, sides, kind, false, false)) {
          for (Batch batch = join.next(); batch != null; batch = join.next()) {
            try (Batch closed = batch) {
              count += closed.rowCount();
              assertTrue(closed.sizeBytes() <= 2 * budget / 32, "bytes: " + closed.sizeBytes());
            }
          }
        }
        assertEquals(sides.joined(kind, false, false).size(), count);
      }
    }
  }

  @Test
  void tooSmallABudgetIsAClearError() {
    Sides sides = new Sides(randomSide(10, 5, 1), randomSide(10, 5, 2));
    try (TestTaskContext context = TestTaskContext.create(128, 8 << 10)) {
      try {
        TestRows.drain(open(context, sides, JoinKind.INNER, false, false));
        throw new AssertionError("a budget of 8 KB is too small");
      } catch (QueryException e) {
        assertEquals(ErrorCode.OUT_OF_MEMORY, e.code());
        assertTrue(e.message().contains("hash-join-1"), e.message());
        assertTrue(e.message().contains("setting memory"), e.message());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void everyRefusedReservationEndsInTheAnswerOrAClearError(int n) {
    Sides sides = new Sides(randomSide(1_000, 900, 1), randomSide(1_000, 700, 2));
    for (JoinKind kind : JoinKind.values()) {
      for (boolean buildLeft : new boolean[] {false, true}) {
        try (TestTaskContext context = TestTaskContext.create(128, 512 << 10).refusingEvery(n)) {
          try {
            TestRows.assertSameRows(
                sides.joined(kind, false, false),
                TestRows.drain(open(context, sides, kind, buildLeft, false)));
          } catch (QueryException e) {
            assertEquals(ErrorCode.OUT_OF_MEMORY, e.code());
          }
          assertTrue(context.faultsFired() > 0, "a reservation was refused");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = JoinKind.class,
      names = {"INNER", "FULL", "ANTI"})
  void everyWriteThatFailsEndsInAClearErrorAndLeavesNothing(JoinKind kind) {
    Sides sides = new Sides(randomSide(600, 500, 1), randomSide(600, 500, 2));
    boolean fired = true;
    int n = 1;
    for (; fired; n += 1 + n / 2) {
      try (TestTaskContext context = TestTaskContext.create(128, BUDGET).failingWrite(n)) {
        QueryException error = null;
        try {
          TestRows.drain(open(context, sides, kind, false, false));
        } catch (QueryException e) {
          error = e;
        }
        fired = context.faultsFired() > 0;
        assertEquals(fired, error != null, "fails if a write has failed");
        if (error != null) {
          assertEquals(ErrorCode.DISK_FULL, error.code());
        }
      }
    }
    assertTrue(n > 10, "writes that were made to fail: up to " + n);
  }
}
