package dev.quern.executor.operators.tree;

import static dev.quern.executor.testing.TestColumns.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowCall.Bound;
import dev.quern.plan.nodes.WindowCall.BoundKind;
import dev.quern.plan.nodes.WindowCall.Exclusion;
import dev.quern.plan.nodes.WindowCall.Frame;
import dev.quern.plan.nodes.WindowCall.Unit;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Memory that is refused and disks that are full, at every point, for the operators that put rows
 * in order: the right rows or the right error, and nothing left (closing the context checks that).
 */
final class SpillFaultTest {
  private static final int ROWS = 800;
  private static final long PLENTY = 2L << 20;
  private static final long SMALL = 64L << 10;
  private static final long TINY = 32L << 10;
  private static final int MOST_FAULTS = 8;
  private static final List<SortKey> KEYS =
      List.of(new SortKey(1, true, false), new SortKey(0, false, false));

  private enum Plan {
    SORT {
      @Override
      PhysicalNode over(PhysicalNode input) {
        return new SortNode(1, input, KEYS);
      }
    },
    TOP_N {
      @Override
      PhysicalNode over(PhysicalNode input) {
        return new TopNNode(1, input, KEYS, 10, ROWS - 50);
      }
    },
    WINDOW_OVER_EVERYTHING {
      @Override
      PhysicalNode over(PhysicalNode input) {
        return window(input, List.of());
      }
    },
    WINDOW_BY_PARTITION {
      @Override
      PhysicalNode over(PhysicalNode input) {
        return window(input, List.of(2));
      }
    };

    abstract PhysicalNode over(PhysicalNode input);

    /** A sum over the whole partition: its rows are kept until its end is known. */
    private static WindowNode window(PhysicalNode input, List<Integer> partition) {
      Frame all =
          new Frame(
              Unit.ROWS,
              new Bound(BoundKind.UNBOUNDED_PRECEDING, null),
              new Bound(BoundKind.UNBOUNDED_FOLLOWING, null),
              Exclusion.NONE);
      Field result = Field.of("result", DataTypes.BIGINT);
      WindowCall sum = new WindowCall("sum", List.of(0), all, false, false, result);
      Schema schema = input.schema().concat(new Schema(List.of(result)));
      return new WindowNode(1, input, partition, KEYS, false, List.of(sum), schema);
    }
  }

  private static TestColumn[] columns() {
    Random random = new Random(7);
    @Nullable Object[][] values = new Object[3][ROWS];
    for (int row = 0; row < ROWS; row++) {
      values[0][row] = random.nextInt(9) == 0 ? null : (Object) random.nextInt(1000);
      values[1][row] = random.nextInt(9) == 0 ? null : "value number " + random.nextInt(300);
      values[2][row] = random.nextInt(4);
    }
    return new TestColumn[] {
      column(DataTypes.INTEGER, values[0]),
      column(DataTypes.VARCHAR, values[1]),
      column(DataTypes.INTEGER, values[2])
    };
  }

  private static List<List<@Nullable Object>> run(Plan plan, TestTaskContext context) {
    PhysicalNode node = plan.over(context.input(0, 50, columns()));
    return TestRows.drain(OperatorBuilder.build(node, context));
  }

  private static List<List<@Nullable Object>> expected(Plan plan) {
    try (TestTaskContext context = TestTaskContext.create(50, PLENTY)) {
      List<List<@Nullable Object>> rows = run(plan, context);
      assertEquals(0, context.statistics(1).bytesSpilled());
      return rows;
    }
  }

  /** An operator's floor can be refused, too: where nobody else holds memory, that is an error. */
  @ParameterizedTest
  @EnumSource
  void memoryThatIsRefusedChangesNothing(Plan plan) {
    List<List<@Nullable Object>> expected = expected(plan);
    for (long budget : new long[] {PLENTY, SMALL}) {
      List<Integer> failed = new ArrayList<>();
      long spilled = 0;
      for (int n = 1; n <= MOST_FAULTS; n++) {
        try (TestTaskContext context = TestTaskContext.create(50, budget).refusingEvery(n)) {
          try {
            assertEquals(expected, run(plan, context), "every " + n + "th refused");
            spilled += context.statistics(1).bytesSpilled();
          } catch (QueryException e) {
            assertEquals(ErrorCode.OUT_OF_MEMORY, e.code());
            failed.add(n);
          }
          assertTrue(context.faultsFired() > 0, "no reservation was refused: n=" + n);
        }
      }
      assertEquals(List.of(1), failed, "only where every reservation is refused");
      assertTrue(spilled > 0 || budget == PLENTY, "has spilled");
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterAFullDiskNothingIsLeft(Plan plan) {
    List<List<@Nullable Object>> expected = expected(plan);
    int failed = 0;
    // Each of the first writes, then one here and there.
    for (int n = 1; failsAtWrite(n, plan, expected); n += 1 + n / 6) {
      failed++;
    }
    assertTrue(failed >= 5, "writes that failed: " + failed);
  }

  /** Returns whether there was an n-th write; without it the rows must be right. */
  private static boolean failsAtWrite(int n, Plan plan, List<List<@Nullable Object>> expected) {
    try (TestTaskContext context = TestTaskContext.create(50, TINY).failingWrite(n)) {
      try {
        assertEquals(expected, run(plan, context));
        assertEquals(0, context.faultsFired(), "a failed write went unnoticed");
        return false;
      } catch (QueryException e) {
        assertEquals(ErrorCode.DISK_FULL, e.code());
        assertEquals(1, context.faultsFired());
        assertTrue(e.message().contains("-1"), "names the operator: " + e.message());
        assertTrue(e.message().contains("temp-dir"), "names the setting: " + e.message());
        return true;
      }
    }
  }
}
