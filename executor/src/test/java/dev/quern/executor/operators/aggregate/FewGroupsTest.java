package dev.quern.executor.operators.aggregate;

import static dev.quern.executor.operators.aggregate.AggregatePlans.call;
import static dev.quern.executor.operators.aggregate.AggregatePlans.inTwoPhases;
import static dev.quern.executor.operators.aggregate.AggregatePlans.rows;
import static dev.quern.executor.operators.aggregate.AggregatePlans.single;
import static dev.quern.executor.testing.TestColumns.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.AggregateCall;
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

/** Groups that are found by packed keys, and states that are updated by runs of rows. */
final class FewGroupsTest {
  private static final int ROWS = 4_000;

  /** Few values each that are alike in some of their bytes, nulls and empty texts among them. */
  private static final @Nullable Object[][] KEYS = {
    {"A", "B", "", null, "\0", "A\0", "\0A", "AA", "AAAAAA", "AAAAAAA", "a long one"},
    {"F", null, "O", ""},
    {0, 1, -1, null, Integer.MIN_VALUE, Integer.MAX_VALUE},
    {0L, -1L, null, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62, -(1L << 62), (1L << 62) - 1, 77L},
    {true, false, null},
    {(byte) 0, Byte.MIN_VALUE, Byte.MAX_VALUE, null, (byte) -1}
  };

  private static final DataType[] KEY_TYPES = {
    DataTypes.VARCHAR,
    DataTypes.VARCHAR,
    DataTypes.INTEGER,
    DataTypes.BIGINT,
    DataTypes.BOOLEAN,
    DataTypes.TINYINT
  };

  private static TestColumn keys(int rows, int index, Random random, boolean withNulls) {
    List<Object> choice = new ArrayList<>(Arrays.asList(KEYS[index]));
    if (!withNulls) {
      choice.removeIf(value -> value == null);
    }
    @Nullable Object[] values = new Object[rows];
    Arrays.setAll(values, row -> choice.get(random.nextInt(choice.size())));
    return column(KEY_TYPES[index], values);
  }

  /** Six keys, then values: integers, decimals of 64 and 128 bits, small and huge, doubles. */
  private static TestColumn[] columns(int rows, boolean withNulls, long seed) {
    Random random = new Random(seed);
    TestColumn[] columns = new TestColumn[11];
    for (int key = 0; key < 6; key++) {
      columns[key] = keys(rows, key, random, withNulls);
    }
    @Nullable Object[][] values = new Object[5][rows];
    for (int row = 0; row < rows; row++) {
      values[0][row] = random.nextInt();
      values[1][row] = random.nextInt(50) == 0 ? random.nextLong() : (Object) (long) row;
      values[2][row] = BigDecimal.valueOf(random.nextInt(1_000_000) - 500_000, 2);
      values[3][row] =
          row % 500 == 499
              ? new BigDecimal("-12345678901234567890.1")
              : BigDecimal.valueOf(random.nextLong() >> 20, 1);
      values[4][row] = random.nextInt(1000) / 4.0;
      if (withNulls) {
        values[random.nextInt(5)][row] = null;
      }
    }
    columns[6] = column(DataTypes.INTEGER, values[0]);
    columns[7] = column(DataTypes.BIGINT, values[1]);
    columns[8] = column(DataType.decimal(12, 2), values[2]);
    columns[9] = column(DataType.decimal(30, 1), values[3]);
    columns[10] = column(DataTypes.DOUBLE, values[4]);
    return columns;
  }

  private static List<AggregateCall> calls(Schema input) {
    return List.of(
        call("count", input, DataTypes.BIGINT, List.of(), -1),
        call("count", input, DataTypes.BIGINT, List.of(7, 8), -1),
        call("count", input, DataTypes.BIGINT, List.of(8), 4),
        call("sum", input, DataTypes.BIGINT, List.of(6), -1),
        call("sum", input, DataType.decimal(38, 0), List.of(7), -1),
        call("sum", input, DataType.decimal(38, 2), List.of(8), -1),
        call("sum", input, DataType.decimal(38, 2), List.of(8), 4),
        call("sum", input, DataType.decimal(38, 1), List.of(9), -1),
        call("sum", input, DataTypes.DOUBLE, List.of(10), -1),
        call("avg", input, DataTypes.DOUBLE, List.of(10), -1),
        call("avg", input, DataTypes.DOUBLE, List.of(6), -1),
        call("min", input, DataTypes.BIGINT, List.of(7), -1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void agreesWithTheOracle(int batchRows) {
    for (boolean withNulls : List.of(true, false)) {
      TestColumn[] columns = columns(Math.min(ROWS, 12 * batchRows), withNulls, 7);
      List<AggregateCall> calls = calls(TestColumns.schema(columns));
      for (List<Integer> keys :
          List.of(List.<Integer>of(), List.of(0, 1), List.of(3), List.of(4, 5, 1))) {
        List<List<@Nullable Object>> expected =
            AggregateOracle.aggregate(rows(columns), keys, calls);
        try (TestTaskContext context = TestTaskContext.create(batchRows, 256 << 20)) {
          TestRows.assertSameRows(
              expected,
              TestRows.drain(single(context, context.input(0, batchRows, columns), keys, calls)));
          TestRows.assertSameRows(
              expected,
              TestRows.drain(
                  inTwoPhases(context, context.input(0, batchRows, columns), keys, calls)));
        }
      }
    }
  }

  /** The number of groups passes the number that is remembered, in the middle of the input. */
  @Test
  void agreesWithTheOracleWhereGroupsBecomeMany() {
    @Nullable Object[] keys = new Object[ROWS];
    @Nullable Object[] values = new Object[ROWS];
    Arrays.setAll(keys, row -> row < ROWS / 2 ? row % 3 : row % (row / 2));
    Arrays.setAll(values, row -> (long) row);
    TestColumn[] columns = {column(DataTypes.INTEGER, keys), column(DataTypes.BIGINT, values)};
    List<AggregateCall> calls =
        List.of(call("sum", TestColumns.schema(columns), DataType.decimal(38, 0), List.of(1), -1));
    try (TestTaskContext context = TestTaskContext.create(100, 256 << 20)) {
      TestRows.assertSameRows(
          AggregateOracle.aggregate(rows(columns), List.of(0), calls),
          TestRows.drain(single(context, context.input(0, 100, columns), List.of(0), calls)));
    }
  }

  @Test
  void sumOfLargeValuesOverflowsAsAnError() {
    @Nullable Object[] values = new Object[1000];
    Arrays.fill(values, new BigDecimal("9".repeat(38)));
    TestColumn[] columns = {column(DataType.decimal(38, 0), values)};
    List<AggregateCall> calls =
        List.of(call("sum", TestColumns.schema(columns), DataType.decimal(38, 0), List.of(0), -1));
    try (TestTaskContext context = TestTaskContext.create(1000, 256 << 20)) {
      QueryException error =
          assertThrows(
              QueryException.class,
              () ->
                  TestRows.drain(
                      single(context, context.input(0, 1000, columns), List.of(), calls)));
      assertEquals(ErrorCode.NUMERIC_OVERFLOW, error.code());
    }
  }
}
