package dev.quern.executor.operators.join;

import static dev.quern.executor.operators.join.JoinFixtures.EXPRESSIONS;
import static dev.quern.executor.operators.join.JoinFixtures.condition;
import static dev.quern.executor.operators.join.JoinFixtures.lessThan;
import static dev.quern.executor.operators.join.JoinFixtures.randomSide;
import static dev.quern.executor.operators.join.JoinFixtures.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NestedLoopJoinOperatorTest {
  private static void check(
      JoinKind kind,
      boolean conditional,
      int batchRows,
      int leftRows,
      int rightRows,
      long memoryBytes) {
    TestColumn[] left = randomSide(leftRows, 40, 1);
    TestColumn[] right = randomSide(rightRows, 30, 2);
    List<List<@Nullable Object>> expected =
        JoinOracle.join(
            rows(left),
            rows(right),
            3,
            3,
            kind,
            false,
            (a, b) -> condition(a, b, List.of(), false, conditional));
    try (TestTaskContext context = TestTaskContext.create(batchRows, memoryBytes)) {
      context.withExpressions(EXPRESSIONS);
      ExchangeSourceNode leftInput = context.input(0, batchRows, left);
      ExchangeSourceNode rightInput = context.input(1, batchRows, right);
      NestedLoopJoinNode node =
          new NestedLoopJoinNode(1, leftInput, rightInput, kind, conditional ? lessThan() : null);
      TestRows.assertSameRows(
          expected,
          TestRows.drain(
              JoinOperators.create(
                  node,
                  context.openExchange(leftInput),
                  context.openExchange(rightInput),
                  context)));
      boolean mustSpill = memoryBytes < 50_000 && rightRows > 200;
      assertEquals(mustSpill, context.statistics(1).bytesSpilled() > 0, "has spilled");
      assertTrue(context.spillFiles().isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void agreesWithTheOracle(JoinKind kind) {
    check(kind, true, 3, 7, 8, 64 << 20);
    check(kind, true, 1, 3, 3, 64 << 20);
    for (boolean conditional : new boolean[] {true, false}) {
      check(kind, conditional, 64, 30, 50, 64 << 20);
      check(kind, conditional, 64, 30, 0, 64 << 20);
      check(kind, conditional, 64, 0, 30, 64 << 20);
      check(kind, conditional, 64, 30, 1, 64 << 20);
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void heldSideGoesToDisk(JoinKind kind) {
    check(kind, true, 100, 60, 300, 20_000);
  }
}
