package dev.quern.executor.operators.aggregate;

import static dev.quern.executor.operators.aggregate.AggregatePlans.call;
import static dev.quern.executor.operators.aggregate.AggregatePlans.distinct;
import static dev.quern.executor.operators.aggregate.AggregatePlans.inTwoPhases;
import static dev.quern.executor.operators.aggregate.AggregatePlans.single;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.doubles;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.assertEmitsInAnyOrder;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LongTailAggregatesTest {
  private static AggregateCall ordered(AggregateCall call, SortKey... order) {
    return new AggregateCall(
        call.function(),
        call.arguments(),
        call.filterColumn(),
        call.distinct(),
        List.of(order),
        call.result(),
        call.argumentFields(),
        call.stateFields());
  }

  @Test
  void stringAggJoinsValuesInTheOrderAskedFor() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input =
          context.input(
              0,
              2,
              strings("b", "a", null, "c", "a", ""),
              strings("-", "+", "-", null, "/", "-"),
              doubles(-1.5, 2.0, 0.0, -7.0, null, 1e300));
      Schema schema = input.schema();
      AggregateCall plain = call("string_agg", schema, DataTypes.VARCHAR, List.of(0, 1), -1);
      AggregateCall alone = call("string_agg", schema, DataTypes.VARCHAR, List.of(0), -1);
      assertEmits(
          single(
              context,
              input,
              List.of(),
              List.of(
                  plain,
                  ordered(plain, new SortKey(2, true, false)),
                  ordered(plain, new SortKey(2, false, true)),
                  ordered(alone, new SortKey(0, true, false), new SortKey(2, true, true)),
                  ordered(distinct(alone), new SortKey(0, false, false)))),
          row("b+ac/a-", "c-b+a-/a", "a-+a-bc", ",a,a,b,c", "c,b,a,"));
    }
  }

  @Test
  void stringAggOfNothingIsNull() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input = context.input(0, 2, ints(1, 2), strings(null, "x"));
      AggregateCall call = call("string_agg", input.schema(), DataTypes.VARCHAR, List.of(1), -1);
      assertEmitsInAnyOrder(
          single(context, input, List.of(0), List.of(call)), row(1, null), row(2, "x"));
    }
  }

  @Test
  void stringAggSpillsAndKeepsItsOrder() {
    int rowCount = 6000;
    Object[] groups = new Object[rowCount];
    Arrays.setAll(groups, row -> row % 30);
    Object[] values = new Object[rowCount];
    Arrays.setAll(values, row -> "value " + (rowCount - row) % 977);
    Object[] numbers = new Object[rowCount];
    Arrays.setAll(numbers, row -> row * 7919 % rowCount);
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (int group = 0; group < 30; group++) {
      List<Integer> rows = new ArrayList<>();
      for (int row = group; row < rowCount; row += 30) {
        rows.add(row);
      }
      rows.sort((a, b) -> Integer.compare((Integer) numbers[b], (Integer) numbers[a]));
      expected.add(
          row(group, String.join(",", rows.stream().map(row -> (String) values[row]).toList())));
    }
    try (TestTaskContext context = TestTaskContext.create(500, 150 << 10)) {
      ExchangeSourceNode input =
          context.input(
              0,
              500,
              column(DataTypes.INTEGER, groups),
              column(DataTypes.VARCHAR, values),
              column(DataTypes.INTEGER, numbers));
      AggregateCall call = call("string_agg", input.schema(), DataTypes.VARCHAR, List.of(1), -1);
      TestRows.assertSameRows(
          expected,
          TestRows.drain(
              single(
                  context,
                  input,
                  List.of(0),
                  List.of(ordered(call, new SortKey(2, false, false))))));
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
    }
  }

  @Test
  void approximateDistinctCountsAreExactWhenSmallAndCloseWhenLarge() {
    int rowCount = 60_000;
    Object[] groups = new Object[rowCount];
    Arrays.setAll(groups, row -> row < 2000 ? 1 : 2);
    Object[] values = new Object[rowCount];
    Arrays.setAll(values, row -> row < 2000 ? row % 17 == 3 ? null : row % 100 : (Object) row);
    for (boolean twoPhases : new boolean[] {false, true}) {
      try (TestTaskContext context = TestTaskContext.create(4096, 64 << 20)) {
        ExchangeSourceNode input =
            context.input(
                0, 4096, column(DataTypes.INTEGER, groups), column(DataTypes.INTEGER, values));
        List<AggregateCall> calls =
            List.of(
                call("approx_count_distinct", input.schema(), DataTypes.BIGINT, List.of(1), -1));
        List<List<@Nullable Object>> rows =
            TestRows.drain(
                twoPhases
                    ? inTwoPhases(context, input, List.of(0), calls)
                    : single(context, input, List.of(0), calls));
        assertEquals(2, rows.size());
        for (List<@Nullable Object> result : rows) {
          long count = (Long) result.get(1);
          if ((Long) result.get(0) == 1) {
            assertEquals(100, count);
          } else {
            assertEquals(58_000, count, 58_000 * 0.06);
          }
        }
      }
    }
  }
}
