package dev.quern.executor.operators.join;

import static dev.quern.executor.operators.join.JoinFixtures.EXPRESSIONS;
import static dev.quern.executor.operators.join.JoinFixtures.condition;
import static dev.quern.executor.operators.join.JoinFixtures.lessThan;
import static dev.quern.executor.operators.join.JoinFixtures.randomSide;
import static dev.quern.executor.operators.join.JoinFixtures.rows;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.assertEmitsInAnyOrder;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestSource;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HashJoinOperatorTest {
  private static HashJoinNode node(
      ExchangeSourceNode left,
      ExchangeSourceNode right,
      JoinKind kind,
      List<Integer> keys,
      boolean nullSafe,
      @Nullable Expression residual,
      boolean buildLeft,
      boolean nullAware) {
    return new HashJoinNode(
        1,
        left,
        right,
        kind,
        keys,
        keys,
        Collections.nCopies(keys.size(), nullSafe),
        residual,
        buildLeft,
        nullAware,
        Collections.nCopies(keys.size(), -1));
  }

  private static BatchSource open(TestTaskContext context, HashJoinNode node) {
    return JoinOperators.create(
        node,
        context.openExchange((ExchangeSourceNode) node.left()),
        context.openExchange((ExchangeSourceNode) node.right()),
        new RuntimeFilterRegistry(),
        context);
  }

  private static void check(
      JoinKind kind,
      List<Integer> keys,
      boolean nullSafe,
      boolean residual,
      boolean buildLeft,
      boolean nullAware,
      int batchRows,
      int leftRows,
      int rightRows) {
    Inputs inputs = new Inputs(randomSide(leftRows, 40, 1), randomSide(rightRows, 30, 2));
    check(kind, keys, nullSafe, residual, buildLeft, nullAware, batchRows, inputs, 64 << 20);
  }

  private record Inputs(TestColumn[] left, TestColumn[] right) {}

  private static void check(
      JoinKind kind,
      List<Integer> keys,
      boolean nullSafe,
      boolean residual,
      boolean buildLeft,
      boolean nullAware,
      int batchRows,
      Inputs inputs,
      long memoryBytes) {
    List<List<@Nullable Object>> expected =
        JoinOracle.join(
            rows(inputs.left),
            rows(inputs.right),
            3,
            3,
            kind,
            nullAware,
            (a, b) -> condition(a, b, keys, nullSafe, residual));
    try (TestTaskContext context = TestTaskContext.create(batchRows, memoryBytes)) {
      context.withExpressions(EXPRESSIONS);
      HashJoinNode node =
          node(
              context.input(0, batchRows, inputs.left),
              context.input(1, batchRows, inputs.right),
              kind,
              keys,
              nullSafe,
              residual ? lessThan() : null,
              buildLeft,
              nullAware);
      TestRows.assertSameRows(expected, TestRows.drain(open(context, node)));
      boolean spilled = context.statistics(1).bytesSpilled() > 0;
      assertEquals(memoryBytes < 64 << 20, spilled, "has spilled");
      assertTrue(context.spillFiles().isEmpty(), "spill files are gone before the operator is");
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void spillsAndAgreesWithTheOracle(JoinKind kind) {
    Inputs inputs = new Inputs(randomSide(350, 300, 1), randomSide(300, 300, 2));
    for (boolean buildLeft : new boolean[] {false, true}) {
      check(kind, List.of(0), false, false, buildLeft, false, 150, inputs, 58 << 10);
      if (kind != JoinKind.MARK) {
        check(kind, List.of(0), false, true, buildLeft, false, 150, inputs, 58 << 10);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void oneKeyWithMostRowsIsJoinedInBlocks(JoinKind kind) {
    Inputs inputs = new Inputs(randomSide(60, 40, 1), randomSide(700, 800, 2, 0.9));
    Inputs mirrored = new Inputs(randomSide(700, 800, 1, 0.9), randomSide(60, 40, 2));
    check(kind, List.of(0), false, false, false, false, 500, inputs, 64 << 10);
    if (kind != JoinKind.MARK) {
      check(kind, List.of(0), false, false, true, false, 500, mirrored, 64 << 10);
      check(kind, List.of(0), false, true, false, false, 500, inputs, 64 << 10);
      check(kind, List.of(0), false, true, true, false, 500, mirrored, 64 << 10);
    }
  }

  @Test
  void notInSpillsAndStillSeesNullsOfAllPartitions() {
    Inputs withNulls = new Inputs(randomSide(900, 700, 1), randomSide(1000, 300, 2));
    check(JoinKind.ANTI, List.of(0), false, false, false, true, 200, withNulls, 64 << 10);
    Integer[] numbers = new Integer[1000];
    Arrays.setAll(numbers, i -> 2 * i);
    TestColumn[] noNulls = {ints(numbers), strings(new String[1000]), ints(numbers)};
    Inputs inputs = new Inputs(randomSide(900, 700, 1), noNulls);
    check(JoinKind.ANTI, List.of(0), false, false, false, true, 200, inputs, 64 << 10);
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void agreesWithTheOracle(JoinKind kind) {
    for (boolean buildLeft : new boolean[] {false, true}) {
      for (boolean residual : new boolean[] {false, true}) {
        check(kind, List.of(0), false, residual, buildLeft, false, 64, 150, 100);
        check(kind, List.of(1, 0), false, residual, buildLeft, false, 128, 200, 100);
      }
      check(kind, List.of(0), false, false, buildLeft, false, 64, 70, 0);
      check(kind, List.of(0), false, false, buildLeft, false, 64, 0, 20);
      check(kind, List.of(0), true, false, buildLeft, false, 3, 12, 15);
      check(kind, List.of(1, 0), true, false, buildLeft, false, 1, 6, 6);
    }
  }

  @Test
  void notInPassesNothingThatWasComparedWithNull() {
    check(JoinKind.ANTI, List.of(0), false, false, false, true, 16, 100, 30);
    check(JoinKind.ANTI, List.of(0), false, false, false, true, 16, 100, 0);
    check(JoinKind.ANTI, List.of(0, 1), false, false, true, true, 16, 100, 10);
    check(JoinKind.ANTI, List.of(0), false, true, false, true, 16, 100, 10);
    try (TestTaskContext context = TestTaskContext.create()) {
      HashJoinNode node =
          node(
              context.input(0, 2, ints(1, null, 3)),
              context.input(1, 2, ints(3, 4)),
              JoinKind.ANTI,
              List.of(0),
              false,
              null,
              true,
              true);
      assertEmits(open(context, node), row(1));
    }
  }

  @Test
  void publishesWhatTheBuildSideExcludes() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode left = context.input(0, 10, ints(1, 5, 6, 7, 900, null));
      ExchangeSourceNode right = context.input(1, 10, ints(5, 7, null));
      for (JoinKind kind : List.of(JoinKind.INNER, JoinKind.LEFT)) {
        HashJoinNode node =
            new HashJoinNode(
                1,
                left,
                right,
                kind,
                List.of(0),
                List.of(0),
                List.of(false),
                null,
                false,
                false,
                List.of(4));
        RuntimeFilterRegistry filters = new RuntimeFilterRegistry();
        Schema schema = left.schema();
        try (BatchSource join =
                JoinOperators.create(
                    node,
                    new TestSource(schema, TestColumns.batches(context.allocator(), 9, ints(5))),
                    new TestSource(
                        schema, TestColumns.batches(context.allocator(), 9, ints(5, 7, null))),
                    filters,
                    context);
            Batch first = Objects.requireNonNull(join.next());
            Batch scanned = TestColumns.batch(context.allocator(), ints(1, 5, 6, 7, 900, null))) {
          assertEquals(1, first.rowCount());
          RuntimeFilters.RuntimeFilter filter = filters.find(4);
          if (kind == JoinKind.LEFT) {
            assertNull(filter, "a LEFT join drops no left row");
            continue;
          }
          assertNotNull(filter);
          assertTrue(filter.excludesRange(8, 100));
          assertTrue(filter.excludesRange(-3, 4));
          assertFalse(filter.excludesRange(6, 8));
          int[] selected = {0, 1, 2, 3, 4, 5};
          int kept = filter.retain(scanned, 0, selected, 6);
          assertTrue(kept == 2 || kept == 3, "kept " + kept);
          assertEquals(1, selected[0]);
          assertEquals(3, selected[kept - 1]);
        }
      }
    }
  }

  @Test
  void broadcastSideIsBuiltOnceInAProcess() {
    try (TestTaskContext context = TestTaskContext.create()) {
      TestSource secondBuild = null;
      for (int task = 0; task < 2; task++) {
        ExchangeSourceNode left = context.input(0, 10, ints(1, 2, 3));
        Schema schema = left.schema();
        ExchangeSourceNode right =
            new ExchangeSourceNode(9, 1, ExchangeSourceNode.Mode.BROADCAST, List.of(), schema);
        TestSource build =
            new TestSource(schema, TestColumns.batches(context.allocator(), 9, ints(2, 3, 4)));
        secondBuild = build;
        HashJoinNode node =
            node(left, right, JoinKind.INNER, List.of(0), false, null, false, false);
        context.withTaskIndex(task);
        assertEmits(
            JoinOperators.create(
                node, context.openExchange(left), build, new RuntimeFilterRegistry(), context),
            row(2, 2),
            row(3, 3));
      }
      assertEquals(0, secondBuild.pulled(), "batches that the second task read");
    }
  }

  @Test
  void broadcastSideThatDoesNotFitGoesToDiskInEachTask() {
    Integer[] numbers = new Integer[2000];
    Arrays.setAll(numbers, i -> i);
    try (TestTaskContext context = TestTaskContext.create(500, 64 << 10)) {
      for (int task = 0; task < 2; task++) {
        ExchangeSourceNode left = context.input(0, 10, ints(1, 1999, 3000));
        Schema schema = left.schema();
        ExchangeSourceNode right =
            new ExchangeSourceNode(9, 1, ExchangeSourceNode.Mode.BROADCAST, List.of(), schema);
        HashJoinNode node = node(left, right, JoinKind.LEFT, List.of(0), false, null, false, false);
        assertEmitsInAnyOrder(
            JoinOperators.create(
                node,
                context.openExchange(left),
                new TestSource(
                    schema, TestColumns.batches(context.allocator(), 500, ints(numbers))),
                new RuntimeFilterRegistry(),
                context),
            row(1, 1),
            row(1999, 1999),
            row(3000, null));
      }
      assertTrue(context.statistics(1).bytesSpilled() > 0);
    }
  }

  @Test
  void oneRowMayMatchMoreRowsThanABatchHolds() {
    Integer[] many = new Integer[1000];
    Arrays.fill(many, 7);
    try (TestTaskContext context = TestTaskContext.create(10, 64 << 20)) {
      HashJoinNode node =
          node(
              context.input(0, 2, ints(7, 8)),
              context.input(1, 100, ints(many)),
              JoinKind.LEFT,
              List.of(0),
              false,
              null,
              false,
              false);
      List<List<@Nullable Object>> rows = TestRows.drain(open(context, node));
      List<List<@Nullable Object>> expected = new ArrayList<>(Collections.nCopies(1000, row(7, 7)));
      expected.add(row(8, null));
      TestRows.assertSameRows(expected, rows);
    }
  }

  @Test
  void keepsColumnsOfBothSidesApart() {
    try (TestTaskContext context = TestTaskContext.create()) {
      HashJoinNode node =
          new HashJoinNode(
              1,
              context.input(0, 2, strings("a", "b", "c"), ints(1, 2, 3)),
              context.input(1, 2, ints(3, 1, 9), strings("three", "one", "nine")),
              JoinKind.FULL,
              List.of(1),
              List.of(0),
              List.of(false),
              null,
              true,
              false,
              List.of(-1));
      assertEmitsInAnyOrder(
          open(context, node),
          row("a", 1, 1, "one"),
          row("b", 2, null, null),
          row("c", 3, 3, "three"),
          row(null, null, 9, "nine"));
    }
  }

  @Test
  void closingBeforeTheEndLeavesNothing() {
    try (TestTaskContext context = TestTaskContext.create(1, 64 << 20)) {
      HashJoinNode node =
          node(
              context.input(0, 2, ints(1, 1, 1)),
              context.input(1, 2, ints(1, 1, 1)),
              JoinKind.INNER,
              List.of(0),
              false,
              null,
              false,
              false);
      try (BatchSource join = open(context, node)) {
        Objects.requireNonNull(join.next()).close();
      }
    }
  }
}
