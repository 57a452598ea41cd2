package dev.quern.executor.operators.aggregate;

import static dev.quern.executor.operators.aggregate.AggregatePlans.call;
import static dev.quern.executor.operators.aggregate.AggregatePlans.distinct;
import static dev.quern.executor.operators.aggregate.AggregatePlans.inTwoPhases;
import static dev.quern.executor.operators.aggregate.AggregatePlans.rows;
import static dev.quern.executor.operators.aggregate.AggregatePlans.single;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groupings that do not fit their memory, and memory and disks that fail. */
final class AggregateMemoryTest {
  private static final int BUDGET = 72 << 10;

  /** A key that most rows share, among many others and nulls; a number and a text. */
  private static TestColumn[] skewed(int rowCount, int keyCount, double share) {
    Random random = new Random(11);
    @Nullable Object[][] values = new Object[3][rowCount];
    for (int row = 0; row < rowCount; row++) {
      int key = random.nextDouble() < share ? -1 : random.nextInt(keyCount);
      values[0][row] = key % 50 == 3 ? null : (Object) key;
      values[1][row] = random.nextInt(9) == 0 ? null : (Object) random.nextInt(40);
      values[2][row] = random.nextInt(9) == 0 ? null : "value " + random.nextInt(100_000);
    }
    return new TestColumn[] {
      column(DataTypes.INTEGER, values[0]),
      column(DataTypes.INTEGER, values[1]),
      column(DataTypes.VARCHAR, values[2])
    };
  }

  private static List<AggregateCall> calls(Schema schema) {
    return List.of(
        call("count", schema, DataTypes.BIGINT, List.of(), -1),
        call("sum", schema, DataTypes.BIGINT, List.of(1), -1),
        call("min", schema, DataTypes.VARCHAR, List.of(2), -1),
        call("max", schema, DataTypes.VARCHAR, List.of(2), -1));
  }

  private static List<AggregateCall> plainCalls(Schema schema) {
    return calls(schema).subList(0, 2);
  }

  private static List<AggregateCall> distinctCalls(Schema schema) {
    return List.of(
        call("count", schema, DataTypes.BIGINT, List.of(), -1),
        distinct(call("count", schema, DataTypes.BIGINT, List.of(2), -1)),
        distinct(call("sum", schema, DataTypes.BIGINT, List.of(1), -1)));
  }

  private static void checkWithinBudget(
      TestColumn[] columns, List<Integer> keys, List<AggregateCall> calls, int budget) {
    List<List<@Nullable Object>> expected = AggregateOracle.aggregate(rows(columns), keys, calls);
    for (boolean twoPhases : new boolean[] {false, true}) {
      if (twoPhases && calls.stream().anyMatch(AggregateCall::distinct)) {
        continue;
      }
      try (TestTaskContext context = TestTaskContext.create(512, budget)) {
        ExchangeSourceNode input = context.input(0, 512, columns);
        BatchSource operator =
            twoPhases
                ? inTwoPhases(context, input, keys, calls)
                : single(context, input, keys, calls);
        TestRows.assertSameRows(expected, TestRows.drain(operator));
        int last = twoPhases ? 2 : 1;
        assertTrue(context.statistics(last).bytesSpilled() > 0, "has spilled");
        long peak = context.memoryPool().peakBytes();
        assertTrue(peak <= budget, "peak of reserved bytes: " + peak);
      }
    }
  }

  @Test
  void staysWithinTheBudget() {
    TestColumn[] columns = skewed(2_000, 1_500, 0.1);
    Schema schema = TestColumns.schema(columns);
    checkWithinBudget(columns, List.of(0), plainCalls(schema), BUDGET);
    checkWithinBudget(columns, List.of(0), calls(schema), BUDGET);
    checkWithinBudget(columns, List.of(0, 2), calls(schema), BUDGET);
  }

  @Test
  void oneKeyWithMostRowsStaysWithinTheBudget() {
    TestColumn[] columns = skewed(12_000, 1_000_000, 0.9);
    Schema schema = TestColumns.schema(columns);
    checkWithinBudget(columns, List.of(0), plainCalls(schema), 72 << 10);
    checkWithinBudget(columns, List.of(0), calls(schema), 72 << 10);
  }

  @Test
  void distinctValuesOfOneGroupStayWithinTheBudget() {
    TestColumn[] columns = skewed(6_000, 1000, 0.9);
    Schema schema = TestColumns.schema(columns);
    checkWithinBudget(columns, List.of(0), distinctCalls(schema), 160 << 10);
    checkWithinBudget(columns, List.of(), distinctCalls(schema), 160 << 10);
  }

  @Test
  void longTextsStayWithinTheBudget() {
    int rowCount = 24;
    Object[] keys = new Object[rowCount];
    Object[] texts = new Object[rowCount];
    for (int row = 0; row < rowCount; row++) {
      keys[row] = String.valueOf((char) ('a' + row % 8)).repeat(1 << 20);
      texts[row] = String.valueOf((char) ('a' + row % 5)).repeat((1 << 20) - row);
    }
    TestColumn[] columns = {column(DataTypes.VARCHAR, keys), column(DataTypes.VARCHAR, texts)};
    Schema schema = TestColumns.schema(columns);
    List<AggregateCall> calls =
        List.of(
            call("min", schema, DataTypes.VARCHAR, List.of(1), -1),
            call("max", schema, DataTypes.VARCHAR, List.of(1), -1));
    List<List<@Nullable Object>> expected =
        AggregateOracle.aggregate(rows(columns), List.of(0), calls);
    int budget = 12 << 20;
    try (TestTaskContext context = TestTaskContext.create(4, budget)) {
      ExchangeSourceNode input = context.input(0, 4, columns);
      TestRows.assertSameRows(expected, TestRows.drain(single(context, input, List.of(0), calls)));
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
      assertTrue(context.memoryPool().peakBytes() <= budget, "peak of reserved bytes");
    }
  }

  @Test
  void concatenatedTextsGoToDisk() {
    TestColumn[] columns = skewed(3_000, 500, 0);
    Schema schema = TestColumns.schema(columns);
    List<AggregateCall> calls =
        List.of(call("string_agg", schema, DataTypes.VARCHAR, List.of(2), -1));
    try (TestTaskContext context = TestTaskContext.create(512, BUDGET)) {
      ExchangeSourceNode input = context.input(0, 512, columns);
      List<List<@Nullable Object>> actual =
          TestRows.drain(single(context, input, List.of(0), calls));
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
      assertTrue(context.memoryPool().peakBytes() <= BUDGET, "peak of reserved bytes");
      List<List<@Nullable Object>> pairs = new ArrayList<>();
      for (List<@Nullable Object> group : actual) {
        Object text = group.get(1);
        for (String value : text == null ? new String[0] : text.toString().split(",")) {
          pairs.add(row(group.get(0), value));
        }
      }
      List<List<@Nullable Object>> expected =
          rows(columns).stream()
              .filter(values -> values.get(2) != null)
              .map(values -> row(values.get(0), values.get(2)))
              .toList();
      TestRows.assertSameRows(expected, pairs);
    }
  }

  @Test
  void oneStateThatIsLargerThanMemoryIsAClearError() {
    TestColumn[] columns = skewed(40_000, 1000, 0);
    List<AggregateCall> calls =
        List.of(call("string_agg", TestColumns.schema(columns), DataTypes.VARCHAR, List.of(2), -1));
    try (TestTaskContext context = TestTaskContext.create(512, BUDGET)) {
      ExchangeSourceNode input = context.input(0, 512, columns);
      try (BatchSource operator = single(context, input, List.of(), calls)) {
        QueryException error = assertThrows(QueryException.class, operator::next);
        assertEquals(ErrorCode.OUT_OF_MEMORY, error.code());
        assertTrue(error.message().contains("aggregate-1"), error.message());
        assertTrue(error.message().contains("setting memory"), error.message());
      }
    }
  }

  @Test
  void theOnlyGroupOfAPartIsNotWrittenAgainAndAgain() {
    int rowCount = 16_000;
    Random random = new Random(13);
    Object[][] values = new Object[2][rowCount];
    for (int row = 0; row < rowCount; row++) {
      byte[] bytes = new byte[375];
      random.nextBytes(bytes);
      values[0][row] = 1;
      values[1][row] = Base64.getEncoder().encodeToString(bytes);
    }
    TestColumn[] columns = {
      column(DataTypes.INTEGER, values[0]), column(DataTypes.VARCHAR, values[1])
    };
    List<AggregateCall> calls =
        List.of(call("string_agg", TestColumns.schema(columns), DataTypes.VARCHAR, List.of(1), -1));
    try (TestTaskContext context = TestTaskContext.create(512, 2 << 20)) {
      ExchangeSourceNode input = context.input(0, 512, columns);
      try (BatchSource operator = single(context, input, List.of(0), calls)) {
        QueryException error = assertThrows(QueryException.class, operator::next);
        assertEquals(ErrorCode.OUT_OF_MEMORY, error.code());
        long written = context.statistics(1).bytesSpilled();
        long once = 500L * rowCount;
        assertTrue(written > once / 2 && written < once * 3 / 2, written + " bytes of " + once);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void everyRefusedReservationEndsInTheAnswerOrAClearError(int n) {
    TestColumn[] columns = skewed(6_000, 3_000, 0.3);
    Schema schema = TestColumns.schema(columns);
    for (List<AggregateCall> calls :
        List.of(plainCalls(schema), calls(schema), distinctCalls(schema))) {
      List<List<@Nullable Object>> expected =
          AggregateOracle.aggregate(rows(columns), List.of(0), calls);
      try (TestTaskContext context = TestTaskContext.create(256, 1 << 20).refusingEvery(n)) {
        ExchangeSourceNode input = context.input(0, 256, columns);
        try {
          List<List<@Nullable Object>> actual =
              TestRows.drain(single(context, input, List.of(0), calls));
          TestRows.assertSameRows(expected, actual);
        } catch (QueryException e) {
          assertEquals(ErrorCode.OUT_OF_MEMORY, e.code());
        }
        assertTrue(context.faultsFired() > 0, "a reservation was refused");
      }
    }
  }

  @Test
  void everyWriteThatFailsEndsInAClearErrorAndLeavesNothing() {
    TestColumn[] columns = skewed(3_000, 2_000, 0.3);
    List<AggregateCall> calls = plainCalls(TestColumns.schema(columns));
    boolean fired = true;
    int n = 1;
    for (; fired; n += 1 + n / 2) {
      try (TestTaskContext context = TestTaskContext.create(256, 72 << 10).failingWrite(n)) {
        ExchangeSourceNode input = context.input(0, 256, columns);
        BatchSource operator = single(context, input, List.of(0), calls);
        QueryException error = null;
        try {
          TestRows.drain(operator);
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

  @Test
  void groupsThatWaitToBeEmittedGoToDiskIfMemoryIsWanted() {
    TestColumn[] columns = skewed(10_000, 10_000, 0);
    List<AggregateCall> calls = plainCalls(TestColumns.schema(columns));
    List<List<@Nullable Object>> expected =
        AggregateOracle.aggregate(rows(columns), List.of(0), calls);
    try (TestTaskContext context = TestTaskContext.create(512, 4 << 20)) {
      ExchangeSourceNode input = context.input(0, 512, columns);
      try (BatchSource operator = single(context, input, List.of(0), calls)) {
        List<List<@Nullable Object>> actual = new ArrayList<>(TestRows.next(operator));
        long held = context.memoryPool().reservedBytes();
        try (var other = context.memoryPool().open("other", false)) {
          assertTrue(!other.tryGrow(4 << 20), "the pool is in use");
          actual.addAll(TestRows.next(operator));
          assertTrue(
              context.memoryPool().reservedBytes() < held / 2,
              "given back: " + context.memoryPool().reservedBytes() + " of " + held);
        }
        for (List<List<@Nullable Object>> more = TestRows.next(operator);
            !more.isEmpty();
            more = TestRows.next(operator)) {
          actual.addAll(more);
        }
        TestRows.assertSameRows(expected, actual);
      }
    }
  }
}
