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

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
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
    TestColumn[] left = randomSide(leftRows, 40, 1);
    TestColumn[] right = randomSide(rightRows, 30, 2);
    List<List<@Nullable Object>> expected =
        JoinOracle.join(
            rows(left),
            rows(right),
            3,
            3,
            kind,
            nullAware,
            (a, b) -> condition(a, b, keys, nullSafe, residual));
    try (TestTaskContext context = TestTaskContext.create(batchRows, 64 << 20)) {
      context.withExpressions(EXPRESSIONS);
      HashJoinNode node =
          node(
              context.input(0, batchRows, left),
              context.input(1, batchRows, right),
              kind,
              keys,
              nullSafe,
              residual ? lessThan() : null,
              buildLeft,
              nullAware);
      TestRows.assertSameRows(expected, TestRows.drain(open(context, node)));
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void agreesWithTheOracle(JoinKind kind) {
    for (boolean buildLeft : new boolean[] {false, true}) {
      for (boolean residual : new boolean[] {false, true}) {
        check(kind, List.of(0), false, residual, buildLeft, false, 64, 150, 100);
        check(kind, List.of(0), false, residual, buildLeft, false, 64, 70, 0);
        check(kind, List.of(0), false, residual, buildLeft, false, 64, 0, 20);
        check(kind, List.of(0), true, residual, buildLeft, false, 3, 12, 15);
        check(kind, List.of(1, 0), false, residual, buildLeft, false, 128, 200, 100);
        check(kind, List.of(1, 0), true, residual, buildLeft, false, 1, 6, 6);
      }
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
