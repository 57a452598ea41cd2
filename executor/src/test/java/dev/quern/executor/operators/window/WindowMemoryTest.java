package dev.quern.executor.operators.window;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.drain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowCall.Bound;
import dev.quern.plan.nodes.WindowCall.BoundKind;
import dev.quern.plan.nodes.WindowCall.Exclusion;
import dev.quern.plan.nodes.WindowCall.Frame;
import dev.quern.plan.nodes.WindowCall.Unit;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows never hold more than their budget, however large a partition or a frame is. */
final class WindowMemoryTest {
  private static final int ROWS = 3_000;

  /** The entries of one queue of all rows alone take more. */
  private static final int BUDGET = 44 << 10;

  private static final long UNLIMITED = 256L << 20;
  private static final Bound START = new Bound(BoundKind.UNBOUNDED_PRECEDING, null);
  private static final Bound END = new Bound(BoundKind.UNBOUNDED_FOLLOWING, null);
  private static final Bound CURRENT = new Bound(BoundKind.CURRENT_ROW, null);
  private static final Bound FAR_BEFORE = new Bound(BoundKind.PRECEDING, Literal.of(1_000));
  private static final Bound FAR_BEHIND = new Bound(BoundKind.FOLLOWING, Literal.of(1_000));
  private static final Frame WHOLE = frame(Unit.ROWS, START, END);
  private static final Frame REST = frame(Unit.ROWS, CURRENT, END);
  private static final Frame RUNNING_ROWS = frame(Unit.ROWS, START, CURRENT);
  private static final Frame RUNNING_RANGE = frame(Unit.RANGE, START, CURRENT);
  private static final Frame WIDE_ROWS = frame(Unit.ROWS, FAR_BEFORE, FAR_BEHIND);
  private static final Frame WIDE_RANGE = frame(Unit.RANGE, FAR_BEFORE, FAR_BEHIND);
  private static final Frame WIDE_GROUPS = frame(Unit.GROUPS, FAR_BEFORE, FAR_BEHIND);

  /** The value 1,200 rows behind, nulls not counted. */
  private static final WindowCall PRESENT_LEAD =
      new WindowCall(
          "lead", List.of(1, 3), WHOLE, true, false, Field.of("lead", DataTypes.INTEGER));

  private static final WindowCall LAST_PRESENT =
      new WindowCall(
          "last_value",
          List.of(1),
          RUNNING_RANGE,
          true,
          false,
          Field.of("last", DataTypes.INTEGER));

  @ParameterizedTest
  @ValueSource(ints = {25, 300})
  void aPartitionMayBeLargerThanTheBudget(int batchRows) {
    assertSameWithin(
        batchRows,
        call("ntile", DataTypes.BIGINT, WHOLE, 0),
        call("percent_rank", DataTypes.DOUBLE, WHOLE),
        call("cume_dist", DataTypes.DOUBLE, WHOLE),
        call("sum", DataTypes.BIGINT, WHOLE, 1));
  }

  @Test
  void theEndsOfFramesMayLieFarApart() {
    assertSameWithin(
        300,
        call("sum", DataTypes.BIGINT, WIDE_ROWS, 1),
        call("max", DataTypes.VARCHAR, WIDE_RANGE, 2),
        call("first_value", DataTypes.INTEGER, WIDE_GROUPS, 0),
        call("last_value", DataTypes.INTEGER, WIDE_RANGE, 0));
  }

  @Test
  void queuesOfCandidatesGoToDisk() {
    assertSameWithin(
        3,
        call("min", DataTypes.INTEGER, REST, 0),
        call("max", DataTypes.INTEGER, WIDE_ROWS, 1),
        PRESENT_LEAD);
  }

  /** The input comes as one batch, which is several times as large as the budget. */
  @Test
  void batchesOfASortedInputAreCutToSize() {
    WindowCall[] calls = {
      call("ntile", DataTypes.BIGINT, WHOLE, 0), call("sum", DataTypes.BIGINT, WHOLE, 1)
    };
    List<List<@Nullable Object>> expected = rowsWithin(UNLIMITED, 300, calls);
    try (TestTaskContext context = TestTaskContext.create(ROWS, BUDGET)) {
      WindowNode plan = overSorted(plan(context, ROWS, calls));
      assertEquals(expected, drain(OperatorBuilder.build(plan, context)));
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
      long peak = context.memoryPool().peakBytes();
      assertTrue(peak <= BUDGET, "peak of reserved bytes: " + peak);
    }
  }

  /** What frames that only grow have seen is kept as values: no row goes to disk. */
  @Test
  void runningFramesKeepNoRows() {
    WindowCall[] calls = {
      call("sum", DataTypes.BIGINT, RUNNING_RANGE, 1),
      call("stddev", DataTypes.DOUBLE, RUNNING_ROWS, 1),
      call("max", DataTypes.VARCHAR, RUNNING_RANGE, 2),
      call("min", DataTypes.INTEGER, RUNNING_ROWS, 1),
      call("first_value", DataTypes.VARCHAR, RUNNING_RANGE, 2),
      call("last_value", DataTypes.INTEGER, RUNNING_RANGE, 1),
      LAST_PRESENT,
      call("lead", DataTypes.INTEGER, WHOLE, 0),
      call("lag", DataTypes.INTEGER, WHOLE, 0)
    };
    List<List<@Nullable Object>> expected = rowsWithin(UNLIMITED, 300, calls);
    try (TestTaskContext context = TestTaskContext.create(25, BUDGET)) {
      WindowNode plan = overSorted(plan(context, 25, calls));
      assertEquals(expected, drain(OperatorBuilder.build(plan, context)));
      assertEquals(0, context.statistics(1).bytesSpilled());
    }
  }

  private static WindowNode overSorted(WindowNode node) {
    return new WindowNode(
        1, node.input(), node.partitionKeys(), node.orderKeys(), true, node.calls(), node.schema());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7})
  void refusedReservationsChangeNothing(int refuseEvery) {
    WindowCall[] calls = {
      call("min", DataTypes.INTEGER, REST, 0), call("ntile", DataTypes.BIGINT, WHOLE, 0)
    };
    List<List<@Nullable Object>> expected = rowsWithin(UNLIMITED, 300, calls);
    try (TestTaskContext context = TestTaskContext.create(300, 256 << 10)) {
      BatchSource window = OperatorBuilder.build(plan(context, 300, calls), context);
      context.refusingEvery(refuseEvery);
      assertEquals(expected, drain(window));
      assertTrue(context.faultsFired() > 0, "reservations were refused");
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
    }
  }

  @Test
  void aWriteThatFailsIsAClearError() {
    WindowCall[] calls = {
      call("min", DataTypes.INTEGER, REST, 0), call("ntile", DataTypes.BIGINT, WHOLE, 0)
    };
    boolean hasFailed = true;
    int failures = 0;
    for (int n = 1; hasFailed; n = n * 2 + 1) {
      try (TestTaskContext context = TestTaskContext.create(300, BUDGET).failingWrite(n)) {
        PhysicalNode plan = plan(context, 300, calls);
        hasFailed = failsOnDisk(plan, context);
        assertEquals(hasFailed, context.faultsFired() > 0, "the write failed: n=" + n);
        failures += hasFailed ? 1 : 0;
      }
    }
    assertTrue(failures > 5, "writes that failed: " + failures);
  }

  private static boolean failsOnDisk(PhysicalNode plan, TestTaskContext context) {
    try {
      drain(OperatorBuilder.build(plan, context));
      return false;
    } catch (QueryException e) {
      assertEquals(ErrorCode.DISK_FULL, e.code(), e.message());
      return true;
    }
  }

  @Test
  void aRowThatDoesNotFitIsAClearError() {
    try (TestTaskContext context = TestTaskContext.create(4, 1 << 20)) {
      PhysicalNode input = context.input(0, 1, ints(1, 2), strings("a".repeat(900_000), "b"));
      WindowNode plan = window(input, call("ntile", DataTypes.BIGINT, WHOLE, 0));
      QueryException error =
          assertThrows(QueryException.class, () -> drain(OperatorBuilder.build(plan, context)));
      assertEquals(ErrorCode.OUT_OF_MEMORY, error.code());
      assertTrue(error.message().contains("window-1"), error.message());
      assertTrue(error.message().contains("setting memory"), error.message());
    }
  }

  private static void assertSameWithin(int batchRows, WindowCall... calls) {
    List<List<@Nullable Object>> expected = rowsWithin(UNLIMITED, 300, calls);
    assertFalse(expected.isEmpty());
    try (TestTaskContext context = TestTaskContext.create(batchRows, BUDGET)) {
      PhysicalNode plan = plan(context, batchRows, calls);
      assertEquals(expected, drain(OperatorBuilder.build(plan, context)));
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
      long peak = context.memoryPool().peakBytes();
      assertTrue(peak <= BUDGET, "peak of reserved bytes: " + peak);
    }
  }

  private static List<List<@Nullable Object>> rowsWithin(
      long budget, int batchRows, WindowCall... calls) {
    try (TestTaskContext context = TestTaskContext.create(batchRows, budget)) {
      return drain(OperatorBuilder.build(plan(context, batchRows, calls), context));
    }
  }

  /** Columns: a number that grows, one that falls with nulls in between, a text, 1,200. */
  private static WindowNode plan(TestTaskContext context, int batchRows, WindowCall... calls) {
    @Nullable Integer[] growing = new Integer[ROWS];
    @Nullable Integer[] falling = new Integer[ROWS];
    @Nullable String[] texts = new String[ROWS];
    @Nullable Integer[] distances = new Integer[ROWS];
    for (int i = 0; i < ROWS; i++) {
      growing[i] = i + 1;
      falling[i] = i % 5 == 0 ? null : -i;
      texts[i] = "text " + (i * 7919 % 10_007);
      distances[i] = 1_200;
    }
    PhysicalNode input =
        context.input(0, batchRows, ints(growing), ints(falling), strings(texts), ints(distances));
    return window(input, calls);
  }

  private static WindowNode window(PhysicalNode input, WindowCall... calls) {
    List<Field> results = List.of(calls).stream().map(WindowCall::result).toList();
    Schema schema = input.schema().concat(new Schema(results));
    return new WindowNode(
        1, input, List.of(), List.of(new SortKey(0, true, false)), false, List.of(calls), schema);
  }

  private static WindowCall call(
      String function, DataType type, Frame frame, Integer... arguments) {
    return new WindowCall(
        function, List.of(arguments), frame, false, false, Field.of("result", type));
  }

  private static Frame frame(Unit unit, Bound start, Bound end) {
    return new Frame(unit, start, end, Exclusion.NONE);
  }
}
