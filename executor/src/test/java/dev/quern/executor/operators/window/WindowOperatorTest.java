package dev.quern.executor.operators.window;

import static dev.quern.executor.testing.TestColumns.decimals;
import static dev.quern.executor.testing.TestColumns.doubles;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.lists;
import static dev.quern.executor.testing.TestColumns.longs;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.drain;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.RandomColumns;
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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WindowOperatorTest {
  private static final Bound START = new Bound(BoundKind.UNBOUNDED_PRECEDING, null);
  private static final Bound CURRENT = new Bound(BoundKind.CURRENT_ROW, null);
  private static final Frame DEFAULT = new Frame(Unit.RANGE, START, CURRENT, Exclusion.NONE);
  private static final Frame RUNNING = new Frame(Unit.ROWS, START, CURRENT, Exclusion.NONE);
  private static final List<SortKey> BY_FIRST = List.of(new SortKey(0, true, false));

  @Test
  void theDefaultFrameEndsWithTheLastPeer() {
    try (TestTaskContext context = TestTaskContext.create(2, 1 << 20)) {
      PhysicalNode input = context.input(0, 3, ints(2, 1, 1, null), ints(10, 20, 30, 40));
      WindowNode plan =
          window(input, List.of(), BY_FIRST, call("sum", DataTypes.BIGINT, DEFAULT, 1));
      assertEmits(
          OperatorBuilder.build(plan, context),
          row(1, 20, 50),
          row(1, 30, 50),
          row(2, 10, 60),
          row(null, 40, 100));
    }
  }

  @Test
  void withoutAnOrderThePartitionIsTheFrame() {
    try (TestTaskContext context = TestTaskContext.create(1, 1 << 20)) {
      PhysicalNode input = context.input(0, 2, ints(1, 2, 1, null, null), ints(1, 2, 3, 4, null));
      WindowNode plan =
          window(
              input,
              List.of(0),
              List.of(),
              call("sum", DataTypes.BIGINT, DEFAULT, 1),
              call("count", DataTypes.BIGINT, DEFAULT));
      assertEmits(
          OperatorBuilder.build(plan, context),
          row(1, 1, 4, 2),
          row(1, 3, 4, 2),
          row(2, 2, 2, 1),
          row(null, 4, 4, 2),
          row(null, null, 4, 2));
    }
  }

  @Test
  void anEmptyInputGivesNothing() {
    try (TestTaskContext context = TestTaskContext.create()) {
      WindowNode plan =
          window(
              context.input(0, 2, ints()),
              List.of(),
              BY_FIRST,
              call("row_number", DataTypes.BIGINT, DEFAULT));
      assertEmits(OperatorBuilder.build(plan, context));
    }
  }

  @Test
  void slidingSumsOfDecimalsAreExactIn128Bits() {
    String big = "99999999999999999999999999999999999.99";
    try (TestTaskContext context = TestTaskContext.create(2, 1 << 20)) {
      PhysicalNode input =
          context.input(0, 10, ints(1, 2, 3), decimals(37, 2, big, "-" + big, "0.01"));
      Frame two =
          new Frame(
              Unit.ROWS, new Bound(BoundKind.PRECEDING, Literal.of(1)), CURRENT, Exclusion.NONE);
      WindowNode plan =
          window(input, List.of(), BY_FIRST, call("sum", DataType.decimal(38, 2), two, 1));
      BigDecimal value = new BigDecimal(big);
      assertEmits(
          OperatorBuilder.build(plan, context),
          row(1, value, value),
          row(2, value.negate(), new BigDecimal("0.00")),
          row(3, new BigDecimal("0.01"), value.negate().add(new BigDecimal("0.01"))));
    }
  }

  @Test
  void aSumThatDoesNotFitIsAnError() {
    try (TestTaskContext context = TestTaskContext.create()) {
      String most = "9".repeat(38);
      PhysicalNode input = context.input(0, 10, ints(1, 2), decimals(38, 0, most, most));
      WindowNode plan =
          window(input, List.of(), BY_FIRST, call("sum", DataType.decimal(38, 0), RUNNING, 1));
      assertFails(ErrorCode.NUMERIC_OVERFLOW, plan, context);
    }
  }

  @Test
  void nanIsGreatestAndLeavesTheFrameAgain() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode input = context.input(0, 10, ints(1, 2, 3), doubles(Double.NaN, 1e300, 2.0));
      Frame two =
          new Frame(
              Unit.ROWS, new Bound(BoundKind.PRECEDING, Literal.of(1)), CURRENT, Exclusion.NONE);
      WindowNode plan =
          window(
              input,
              List.of(),
              BY_FIRST,
              call("max", DataTypes.DOUBLE, two, 1),
              call("min", DataTypes.DOUBLE, two, 1),
              call("sum", DataTypes.DOUBLE, two, 1));
      assertEmits(
          OperatorBuilder.build(plan, context),
          row(1, Double.NaN, Double.NaN, Double.NaN, Double.NaN),
          row(2, 1e300, Double.NaN, 1e300, Double.NaN),
          row(3, 2.0, 1e300, 2.0, 1e300));
    }
  }

  @Test
  void lagTakesOffsetsAndDefaultsFromTheRow() {
    try (TestTaskContext context = TestTaskContext.create(2, 1 << 20)) {
      PhysicalNode input =
          context.input(
              0,
              10,
              ints(1, 2, 3, 4, 5, 6),
              strings("a", "b", "c", "d", "e", "f"),
              longs(1L, 0L, 2L, null, -1L, Long.MIN_VALUE),
              strings("x", "x", "x", "x", "x", null));
      WindowNode plan =
          window(input, List.of(), BY_FIRST, call("lag", DataTypes.VARCHAR, DEFAULT, 1, 2, 3));
      List<@Nullable Object> results = new ArrayList<>();
      drain(OperatorBuilder.build(plan, context)).forEach(row -> results.add(row.get(4)));
      assertEquals(row("x", "b", "a", null, "f", null), results);
    }
  }

  @Test
  void valueFunctionsCarryNestedValues() {
    try (TestTaskContext context = TestTaskContext.create(1, 1 << 20)) {
      PhysicalNode input =
          context.input(
              0, 10, ints(1, 2, 3), lists(DataTypes.INTEGER, List.of(1L), null, List.of(2L, 3L)));
      DataType list = new DataType.ListType(DataTypes.INTEGER);
      WindowNode plan = window(input, List.of(), BY_FIRST, call("lead", list, DEFAULT, 1));
      assertEmits(
          OperatorBuilder.build(plan, context),
          row(1, List.of(1L), null),
          row(2, null, List.of(2L, 3L)),
          row(3, List.of(2L, 3L), null));
    }
  }

  @Test
  void onePartitionOfAnySizeStreamsIfNothingLooksAhead() {
    int rows = 20_000;
    try (TestTaskContext context = TestTaskContext.create(500, 4L << 20)) {
      PhysicalNode input = context.input(0, 500, RandomColumns.sequence(DataTypes.INTEGER, rows));
      Frame sliding =
          new Frame(
              Unit.ROWS, new Bound(BoundKind.PRECEDING, Literal.of(9)), CURRENT, Exclusion.NONE);
      WindowNode plan =
          window(
              input,
              List.of(),
              BY_FIRST,
              call("row_number", DataTypes.BIGINT, DEFAULT),
              call("sum", DataTypes.BIGINT, DEFAULT, 0),
              call("max", DataTypes.INTEGER, sliding, 0),
              call("lag", DataTypes.INTEGER, DEFAULT, 0));
      long held = 0;
      long expected = 0;
      try (BatchSource source = OperatorBuilder.build(plan, context)) {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          held = Math.max(held, context.memoryPool().reservedBytes());
          expected += batch.rowCount();
          batch.close();
        }
      }
      assertEquals(rows, expected);
      assertEquals(0, context.statistics(1).bytesSpilled());
      long sortBytes = rows * 40L;
      assertTrue(held < sortBytes + 300_000, "the sort's rows and a few segments: " + held);
    }
  }

  @Test
  void refusesWhatItCannotRunByName() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode input = context.input(0, 10, ints(1), strings("a"));
      QueryException error =
          assertThrows(
              QueryException.class,
              () ->
                  OperatorBuilder.build(
                      window(
                          input, List.of(), BY_FIRST, call("mode", DataTypes.INTEGER, DEFAULT, 0)),
                      context));
      assertEquals(ErrorCode.UNSUPPORTED, error.code());
      assertTrue(error.message().contains("mode"), error.message());
    }
  }

  @Test
  void wrongArgumentsAreTheUsersErrors() {
    Frame negative =
        new Frame(
            Unit.ROWS, new Bound(BoundKind.PRECEDING, Literal.of(-1)), CURRENT, Exclusion.NONE);
    Frame textRange =
        new Frame(
            Unit.RANGE, new Bound(BoundKind.PRECEDING, Literal.of(1)), CURRENT, Exclusion.NONE);
    List<SortKey> byText = List.of(new SortKey(1, true, false));
    assertFails(ErrorCode.INVALID_ARGUMENT, BY_FIRST, call("count", DataTypes.BIGINT, negative));
    assertFails(ErrorCode.TYPE_MISMATCH, byText, call("count", DataTypes.BIGINT, textRange));
    assertFails(ErrorCode.TYPE_MISMATCH, BY_FIRST, call("sum", DataTypes.BIGINT, DEFAULT, 1));
    assertFails(ErrorCode.INVALID_ARGUMENT, BY_FIRST, call("ntile", DataTypes.BIGINT, DEFAULT, 0));
    assertFails(
        ErrorCode.INVALID_ARGUMENT, BY_FIRST, call("nth_value", DataTypes.INTEGER, DEFAULT, 0, 0));
  }

  private static void assertFails(ErrorCode code, List<SortKey> order, WindowCall call) {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode input = context.input(0, 10, ints(0, 1), strings("a", "b"));
      assertFails(code, window(input, List.of(), order, call), context);
    }
  }

  private static void assertFails(ErrorCode code, WindowNode plan, TestTaskContext context) {
    QueryException error =
        assertThrows(QueryException.class, () -> drain(OperatorBuilder.build(plan, context)));
    assertEquals(code, error.code(), error.message());
  }

  @Test
  void closingEarlyLeavesNothing() {
    try (TestTaskContext context = TestTaskContext.create(10, 32L << 10)) {
      PhysicalNode input = context.input(0, 100, RandomColumns.sequence(DataTypes.INTEGER, 3000));
      WindowNode plan =
          window(input, List.of(), BY_FIRST, call("percent_rank", DataTypes.DOUBLE, DEFAULT));
      try (BatchSource source = OperatorBuilder.build(plan, context)) {
        Batch batch = source.next();
        assertNotNull(batch);
        batch.close();
        assertTrue(context.spillFiles().stream().anyMatch(name -> name.endsWith(".rows")));
      }
      assertEquals(List.of(), context.spillFiles());
    }
  }

  private static WindowCall call(
      String function, DataType type, Frame frame, Integer... arguments) {
    return new WindowCall(
        function, List.of(arguments), frame, false, false, Field.of("result", type));
  }

  private static WindowNode window(
      PhysicalNode input, List<Integer> partition, List<SortKey> order, WindowCall... calls) {
    List<Field> results = List.of(calls).stream().map(WindowCall::result).toList();
    Schema schema = input.schema().concat(new Schema(results));
    return new WindowNode(1, input, partition, order, false, List.of(calls), schema);
  }
}
