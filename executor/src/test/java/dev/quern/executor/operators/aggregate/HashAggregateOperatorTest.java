package dev.quern.executor.operators.aggregate;

import static dev.quern.executor.operators.aggregate.AggregatePlans.call;
import static dev.quern.executor.operators.aggregate.AggregatePlans.distinct;
import static dev.quern.executor.operators.aggregate.AggregatePlans.inTwoPhases;
import static dev.quern.executor.operators.aggregate.AggregatePlans.node;
import static dev.quern.executor.operators.aggregate.AggregatePlans.rows;
import static dev.quern.executor.operators.aggregate.AggregatePlans.single;
import static dev.quern.executor.testing.TestColumns.booleans;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.decimals;
import static dev.quern.executor.testing.TestColumns.doubles;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.longs;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.assertEmitsInAnyOrder;
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
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HashAggregateOperatorTest {
  /** Columns of the random input: two keys, then values of all kinds, then a filter. */
  private static TestColumn[] randomColumns(int rowCount, int groupCount, long seed) {
    Random random = new Random(seed);
    @Nullable Object[][] values = new Object[10][rowCount];
    for (int row = 0; row < rowCount; row++) {
      int group = random.nextInt(groupCount);
      values[0][row] = group % 7 == 3 ? null : (Object) (group / 2);
      values[1][row] = group % 5 == 1 ? null : "key " + group % 11;
      values[2][row] = random.nextInt(10) == 0 ? null : (Object) (random.nextInt() / 4);
      values[3][row] = random.nextInt(10) == 0 ? null : (Object) random.nextLong();
      values[4][row] =
          random.nextInt(10) == 0 ? null : BigDecimal.valueOf(random.nextInt(1_000_000), 2);
      values[5][row] =
          random.nextInt(10) == 0
              ? null
              : new BigDecimal("12345678901234567890.1")
                  .multiply(BigDecimal.valueOf(random.nextInt(9) - 4));
      values[6][row] = random.nextInt(10) == 0 ? null : (Object) (random.nextInt(1000) / 4.0);
      values[7][row] =
          random.nextInt(10) == 0
              ? null
              : "text" + "x".repeat(random.nextInt(20)) + random.nextInt(50);
      values[8][row] = random.nextInt(10) == 0 ? null : (Object) random.nextBoolean();
      values[9][row] = random.nextInt(10) == 0 ? null : (Object) (random.nextInt(200) - 100);
    }
    DataType[] types = {
      DataTypes.INTEGER,
      DataTypes.VARCHAR,
      DataTypes.INTEGER,
      DataTypes.BIGINT,
      DataType.decimal(12, 2),
      DataType.decimal(30, 1),
      DataTypes.DOUBLE,
      DataTypes.VARCHAR,
      DataTypes.BOOLEAN,
      DataTypes.TINYINT
    };
    TestColumn[] columns = new TestColumn[10];
    for (int i = 0; i < 10; i++) {
      columns[i] = column(types[i], values[i]);
    }
    return columns;
  }

  private static List<AggregateCall> allCalls(Schema input) {
    List<AggregateCall> calls = new ArrayList<>();
    calls.add(call("count", input, DataTypes.BIGINT, List.of(), -1));
    calls.add(call("count", input, DataTypes.BIGINT, List.of(2), 8));
    calls.add(call("sum", input, DataTypes.BIGINT, List.of(2), -1));
    calls.add(call("sum", input, DataType.decimal(38, 0), List.of(3), -1));
    calls.add(call("sum", input, DataType.decimal(38, 2), List.of(4), 8));
    calls.add(call("sum", input, DataType.decimal(38, 1), List.of(5), -1));
    calls.add(call("sum", input, DataTypes.DOUBLE, List.of(6), -1));
    calls.add(call("sum", input, DataTypes.BIGINT, List.of(9), -1));
    calls.add(call("avg", input, DataTypes.DOUBLE, List.of(2), -1));
    calls.add(call("avg", input, DataTypes.DOUBLE, List.of(6), -1));
    calls.add(call("bool_and", input, DataTypes.BOOLEAN, List.of(8), -1));
    calls.add(call("bool_or", input, DataTypes.BOOLEAN, List.of(8), -1));
    for (int column = 2; column < 10; column++) {
      calls.add(call("min", input, input.type(column), List.of(column), -1));
      calls.add(call("max", input, input.type(column), List.of(column), 8));
    }
    return calls;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1024})
  void agreesWithTheOracleInOneAndTwoPhases(int batchRows) {
    TestColumn[] columns =
        randomColumns(Math.min(3000, 40 * batchRows), Math.min(100, 8 * batchRows), 42);
    Schema schema = TestColumns.schema(columns);
    List<AggregateCall> calls = allCalls(schema);
    for (List<Integer> keys : List.of(List.<Integer>of(), List.of(0), List.of(1, 0), List.of(8))) {
      List<List<@Nullable Object>> expected = AggregateOracle.aggregate(rows(columns), keys, calls);
      try (TestTaskContext context = TestTaskContext.create(batchRows, 256 << 20)) {
        ExchangeSourceNode input = context.input(0, batchRows, columns);
        TestRows.assertSameRows(expected, TestRows.drain(single(context, input, keys, calls)));
        ExchangeSourceNode again = context.input(0, batchRows, columns);
        TestRows.assertSameRows(expected, TestRows.drain(inTwoPhases(context, again, keys, calls)));
      }
    }
  }

  @Test
  void spillsAndAgreesWithTheOracle() {
    TestColumn[] columns = randomColumns(8_000, 3000, 3);
    columns[0] = manyKeys(8_000, 3000);
    Schema schema = TestColumns.schema(columns);
    List<AggregateCall> calls =
        List.of(
            call("count", schema, DataTypes.BIGINT, List.of(), -1),
            call("sum", schema, DataType.decimal(38, 2), List.of(4), 8),
            call("min", schema, DataTypes.VARCHAR, List.of(7), -1),
            call("avg", schema, DataTypes.DOUBLE, List.of(2), -1),
            distinct(call("count", schema, DataTypes.BIGINT, List.of(9), -1)),
            distinct(call("sum", schema, DataTypes.BIGINT, List.of(9), 8)));
    List<List<@Nullable Object>> expected =
        AggregateOracle.aggregate(rows(columns), List.of(0, 1), calls);
    try (TestTaskContext context = TestTaskContext.create(1000, 200 << 10)) {
      ExchangeSourceNode input = context.input(0, 500, columns);
      TestRows.assertSameRows(
          expected, TestRows.drain(single(context, input, List.of(0, 1), calls)));
      assertTrue(context.statistics(1).bytesSpilled() > 0, "has spilled");
      assertTrue(
          context.memoryPool().peakBytes() <= 200 << 10,
          "peak of reserved bytes: " + context.memoryPool().peakBytes());
    }
  }

  private static TestColumn manyKeys(int rowCount, int keyCount) {
    Object[] keys = new Object[rowCount];
    Random random = new Random(5);
    for (int row = 0; row < rowCount; row++) {
      // Half of all rows belong to one key.
      keys[row] = random.nextBoolean() ? 7 : random.nextInt(keyCount);
    }
    return column(DataTypes.INTEGER, keys);
  }

  @Test
  void partialPhaseStepsAsideWhereItDoesNotHelp() {
    int rowCount = 80_000;
    Object[] keys = new Object[rowCount];
    Arrays.setAll(keys, row -> row % 1000);
    Object[] unique = new Object[rowCount];
    Arrays.setAll(unique, row -> (long) row);
    TestColumn[] columns = {column(DataTypes.BIGINT, unique), column(DataTypes.INTEGER, keys)};
    Schema schema = TestColumns.schema(columns);
    List<AggregateCall> calls =
        List.of(
            call("sum", schema, DataTypes.BIGINT, List.of(1), -1),
            call("count", schema, DataTypes.BIGINT, List.of(), -1));
    try (TestTaskContext context = TestTaskContext.create(4096, 256 << 20)) {
      ExchangeSourceNode input = context.input(0, 4096, columns);
      AggregateNode partial = node(1, input, AggregateNode.Phase.PARTIAL, List.of(0), calls);
      TestRows.assertSameRows(
          rows(columns).stream().map(r -> row(r.get(0), r.get(1), 1)).toList(),
          TestRows.drain(AggregateOperators.create(partial, context.openExchange(input), context)));
    }
  }

  @Test
  void distinctAggregatesWithoutKeysSeeEachValueOnce() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input =
          context.input(0, 2, ints(1, 1, null, 2, 3), booleans(true, true, true, false, true));
      Schema schema = input.schema();
      assertEmits(
          single(
              context,
              input,
              List.of(),
              List.of(
                  distinct(call("count", schema, DataTypes.BIGINT, List.of(0), -1)),
                  distinct(call("sum", schema, DataTypes.BIGINT, List.of(0), 1)),
                  distinct(call("max", schema, DataTypes.INTEGER, List.of(0), 1)),
                  call("count", schema, DataTypes.BIGINT, List.of(0), -1))),
          row(3, 4, 3, 4));
    }
  }

  @Test
  void variancesAgreeWithinRounding() {
    TestColumn[] columns = randomColumns(2000, 4, 7);
    Schema schema = TestColumns.schema(columns);
    List<AggregateCall> calls =
        List.of(
            call("var_pop", schema, DataTypes.DOUBLE, List.of(6), -1),
            call("stddev", schema, DataTypes.DOUBLE, List.of(9), -1),
            call("avg", schema, DataTypes.DOUBLE, List.of(4), -1));
    List<@Nullable Object> expected =
        AggregateOracle.aggregate(rows(columns), List.of(), calls).get(0);
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input = context.input(0, 100, columns);
      assertClose(expected, TestRows.drain(single(context, input, List.of(), calls)).get(0));
      ExchangeSourceNode again = context.input(0, 100, columns);
      assertClose(expected, TestRows.drain(inTwoPhases(context, again, List.of(), calls)).get(0));
    }
  }

  private static void assertClose(List<@Nullable Object> expected, List<@Nullable Object> actual) {
    for (int i = 0; i < expected.size(); i++) {
      double wanted = ((Number) expected.get(i)).doubleValue();
      assertEquals(wanted, ((Number) actual.get(i)).doubleValue(), Math.abs(wanted) * 1e-12);
    }
  }

  @Test
  void emptyInputMakesOneRowWithoutKeysAndNoneWithKeys() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input = context.input(0, 10, ints(), strings());
      List<AggregateCall> calls =
          List.of(
              call("count", input.schema(), DataTypes.BIGINT, List.of(), -1),
              call("sum", input.schema(), DataTypes.BIGINT, List.of(0), -1),
              call("max", input.schema(), DataTypes.VARCHAR, List.of(1), -1));
      assertEmits(single(context, input, List.of(), calls), row(0, null, null));
      ExchangeSourceNode again = context.input(0, 10, ints(), strings());
      assertEmits(single(context, again, List.of(1), calls));
      ExchangeSourceNode third = context.input(0, 10, ints(), strings());
      assertEmits(inTwoPhases(context, third, List.of(), calls), row(0, null, null));
    }
  }

  @Test
  void withoutAggregatesEmitsEachKeyOnce() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input =
          context.input(0, 2, doubles(0.0, -0.0, null, null, Double.NaN, Double.NaN, 1.5));
      assertEmitsInAnyOrder(
          single(context, input, List.of(0), List.of()),
          row(0.0),
          row((Object) null),
          row(Double.NaN),
          row(1.5));
    }
  }

  @Test
  void sumBeyondThirtyEightDigitsIsAnError() {
    String large = "9".repeat(38);
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input =
          context.input(0, 10, booleans(true, true), decimals(38, 0, large, "1"));
      BatchSource sum =
          single(
              context,
              input,
              List.of(0),
              List.of(call("sum", input.schema(), DataType.decimal(38, 0), List.of(1), -1)));
      try (sum) {
        assertEquals(
            ErrorCode.NUMERIC_OVERFLOW, assertThrows(QueryException.class, sum::next).code());
      }
      ExchangeSourceNode negative = context.input(0, 10, decimals(38, 0, "-" + large, null));
      assertEmits(
          single(
              context,
              negative,
              List.of(),
              List.of(call("sum", negative.schema(), DataType.decimal(38, 0), List.of(0), -1))),
          row(new BigDecimal("-" + large)));
    }
  }

  @Test
  void sumOfLargeLongsIsExact() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input =
          context.input(0, 1, longs(Long.MAX_VALUE, Long.MAX_VALUE, -1L, Long.MAX_VALUE));
      assertEmits(
          single(
              context,
              input,
              List.of(),
              List.of(call("sum", input.schema(), DataType.decimal(38, 0), List.of(0), -1))),
          row(new BigDecimal("27670116110564327420")));
    }
  }

  @Test
  void singleValueRefusesASecondRow() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode one = context.input(0, 1, strings((String) null));
      List<AggregateCall> calls =
          List.of(call("single_value", one.schema(), DataTypes.VARCHAR, List.of(0), -1));
      assertEmits(single(context, one, List.of(), calls), row((Object) null));
      ExchangeSourceNode two = context.input(0, 1, strings("a", null));
      try (BatchSource operator = inTwoPhases(context, two, List.of(), calls)) {
        QueryException error = assertThrows(QueryException.class, operator::next);
        assertEquals(ErrorCode.MORE_THAN_ONE_ROW, error.code());
      }
    }
  }

  @Test
  void unknownFunctionIsRefusedByName() {
    try (TestTaskContext context = TestTaskContext.create()) {
      ExchangeSourceNode input = context.input(0, 1, ints(1));
      List<AggregateCall> calls =
          List.of(call("min", input.schema(), DataTypes.INTEGER, List.of(0), -1));
      AggregateCall unknown =
          new AggregateCall(
              "frobnicate",
              List.of(0),
              -1,
              false,
              List.of(),
              calls.get(0).result(),
              calls.get(0).argumentFields(),
              calls.get(0).stateFields());
      try (BatchSource source = context.openExchange(input)) {
        AggregateNode node =
            node(1, input, AggregateNode.Phase.SINGLE, List.of(), Arrays.asList(unknown));
        QueryException error =
            assertThrows(
                QueryException.class, () -> AggregateOperators.create(node, source, context));
        assertTrue(error.message().contains("frobnicate"), error.message());
      }
    }
  }
}
