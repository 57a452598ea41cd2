package dev.quern.executor.operators.join;

import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.assertEmitsInAnyOrder;
import static dev.quern.executor.testing.TestRows.row;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.JaninoExpressionCompiler;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HashJoinOperatorTest {
  private static final ExpressionCompiler EXPRESSIONS = JaninoExpressionCompiler.create();

  private static TestColumn[] randomSide(int rowCount, int keyCount, long seed) {
    Random random = new Random(seed);
    @Nullable Object[][] values = new Object[3][rowCount];
    for (int row = 0; row < rowCount; row++) {
      int key = random.nextInt(keyCount);
      values[0][row] = key == 3 ? null : (Object) (key / 2);
      values[1][row] = key % 2 == 0 ? "even" : key == 5 ? null : "odd and quite long";
      values[2][row] = random.nextInt(6) == 0 ? null : (Object) random.nextInt(10);
    }
    return new TestColumn[] {
      column(DataTypes.INTEGER, values[0]),
      column(DataTypes.VARCHAR, values[1]),
      column(DataTypes.INTEGER, values[2])
    };
  }

  private static List<List<@Nullable Object>> rows(TestColumn[] columns) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < columns[0].values().size(); row++) {
      Object[] values = new Object[columns.length];
      for (int i = 0; i < columns.length; i++) {
        values[i] = columns[i].values().get(row);
      }
      rows.add(row(values));
    }
    return rows;
  }

  /** Left column 2 is less than right column 2. */
  private static Expression lessThan() {
    return new Call(
        "less_than",
        List.of(
            new ColumnReference(2, DataTypes.INTEGER, true),
            new ColumnReference(5, DataTypes.INTEGER, true)),
        DataTypes.BOOLEAN,
        true);
  }

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

  /** Three-valued: keys equal and, if wanted, left column 2 less than right column 2. */
  private static @Nullable Boolean condition(
      List<@Nullable Object> left,
      List<@Nullable Object> right,
      List<Integer> keys,
      boolean nullSafe,
      boolean residual) {
    Boolean result = true;
    for (int key : keys) {
      Object a = left.get(key);
      Object b = right.get(key);
      result = and(result, !nullSafe && (a == null || b == null) ? null : Objects.equals(a, b));
    }
    if (residual) {
      Object a = left.get(2);
      Object b = right.get(2);
      result = and(result, a == null || b == null ? null : (Boolean) ((Long) a < (Long) b));
    }
    return result;
  }

  private static @Nullable Boolean and(@Nullable Boolean left, @Nullable Boolean right) {
    if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
      return false;
    }
    return left == null || right == null ? null : Boolean.TRUE;
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
        if (residual && kind == JoinKind.MARK) {
          continue;
        }
        check(kind, List.of(0), false, residual, buildLeft, false, 64, 150, 100);
        check(kind, List.of(0), false, residual, buildLeft, false, 64, 70, 0);
        check(kind, List.of(0), false, residual, buildLeft, false, 64, 0, 20);
        check(kind, List.of(0), true, residual, buildLeft, false, 3, 12, 15);
        if (kind != JoinKind.MARK) {
          check(kind, List.of(1, 0), false, residual, buildLeft, false, 128, 200, 100);
        }
        if (kind != JoinKind.MARK) {
          check(kind, List.of(1, 0), true, residual, buildLeft, false, 1, 6, 6);
        }
      }
    }
  }

  @Test
  void notInPassesNothingThatWasComparedWithNull() {
    check(JoinKind.ANTI, List.of(0), false, false, false, true, 16, 100, 30);
    check(JoinKind.ANTI, List.of(0), false, false, false, true, 16, 100, 0);
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
    java.util.Arrays.fill(many, 7);
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
