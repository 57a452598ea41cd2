package dev.quern.executor.operators.sort;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.drain;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.RandomColumns;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import dev.quern.plan.types.DataTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopNOperatorTest {
  private static final List<SortKey> ASCENDING = List.of(new SortKey(0, true, false));
  private static final long PLENTY = 64L << 20;

  @Test
  void keepsTheFirstRowsAfterTheOffset() {
    try (TestTaskContext context = TestTaskContext.create(1, PLENTY)) {
      PhysicalNode plan =
          new TopNNode(1, context.input(0, 2, ints(5, 1, null, 4, 2, 3)), ASCENDING, 1, 3);
      assertEmits(OperatorBuilder.build(plan, context), row(2), row(3), row(4));
    }
  }

  @Test
  void aLimitOfZeroAndAnOffsetBehindTheEndGiveNothing() {
    for (long[] offsetAndLimit : new long[][] {{0, 0}, {3, 0}, {3, 5}, {100, 1}}) {
      try (TestTaskContext context = TestTaskContext.create()) {
        PhysicalNode plan =
            new TopNNode(
                1,
                context.input(0, 2, ints(1, 2, 3)),
                ASCENDING,
                offsetAndLimit[0],
                offsetAndLimit[1]);
        assertEmits(OperatorBuilder.build(plan, context));
      }
    }
  }

  @Test
  void noLimitSortsEverything() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode plan = new TopNNode(1, context.input(0, 2, ints(3, 1, 2)), ASCENDING, 1, -1);
      assertEmits(OperatorBuilder.build(plan, context), row(2), row(3));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 300",
    "3, 10, 5, 300",
    "1000, 1, 0, 8000",
    "1000, 100, 50, 8000",
    "1000, 3000, 0, 8000",
    "1000, 5000, 2000, 8000",
    "1000, 30000, 0, 8000"
  })
  void emitsWhatASortAndALimitEmit(int batchRows, int limit, int offset, int rows) {
    List<SortKey> keys = List.of(new SortKey(1, false, true), new SortKey(0, true, false));
    RandomColumns random = new RandomColumns(limit, 0.05);
    TestColumn[] columns = {
      random.column(DataTypes.VARCHAR, rows, rows / 5),
      random.column(DataTypes.DOUBLE, rows, 30),
      RandomColumns.sequence(DataTypes.INTEGER, rows)
    };
    List<List<@Nullable Object>> sorted;
    try (TestTaskContext context = TestTaskContext.create(batchRows, PLENTY)) {
      sorted =
          drain(
              OperatorBuilder.build(
                  new SortNode(1, context.input(0, batchRows, columns), keys), context));
    }
    List<List<@Nullable Object>> expected =
        sorted.subList(Math.min(rows, offset), Math.min(rows, offset + limit));
    for (long memoryBytes : new long[] {PLENTY, 96 << 10}) {
      try (TestTaskContext context = TestTaskContext.create(batchRows, memoryBytes)) {
        PhysicalNode plan =
            new TopNNode(1, context.input(0, batchRows, columns), keys, offset, limit);
        assertEquals(expected, drain(OperatorBuilder.build(plan, context)));
        boolean mustSpill = memoryBytes < PLENTY && limit >= 3000;
        assertEquals(mustSpill, context.statistics(1).bytesSpilled() > 0, "spilled");
      }
    }
  }

  @Test
  void rowsBehindTheThresholdAreNotKept() {
    int rows = 50_000;
    try (TestTaskContext context = TestTaskContext.create(1000, PLENTY)) {
      TestColumn column = new RandomColumns(3, 0).column(DataTypes.BIGINT, rows, rows);
      PhysicalNode plan = new TopNNode(1, context.input(0, 1000, column), ASCENDING, 0, 10);
      assertEquals(10, drain(OperatorBuilder.build(plan, context)).size());
      long peak = context.statistics(1).peakBytes();
      assertTrue(peak < 200_000, "peak reservation for 10 of 50000 rows: " + peak);
    }
  }
}
