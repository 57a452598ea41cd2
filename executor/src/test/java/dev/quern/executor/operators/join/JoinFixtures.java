package dev.quern.executor.operators.join;

import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestRows.row;

import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.JaninoExpressionCompiler;
import dev.quern.executor.testing.TestColumn;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Inputs and conditions that the tests of all joins share. */
final class JoinFixtures {
  static final ExpressionCompiler EXPRESSIONS = JaninoExpressionCompiler.create();

  private JoinFixtures() {}

  static TestColumn[] randomSide(int rowCount, int keyCount, long seed) {
    return randomSide(rowCount, keyCount, seed, 0);
  }

  /**
   * Returns a number, a text and a number, each with nulls.
   *
   * @param skew the share of rows that have the same first key
   */
  static TestColumn[] randomSide(int rowCount, int keyCount, long seed, double skew) {
    Random random = new Random(seed);
    @Nullable Object[][] values = new Object[3][rowCount];
    for (int row = 0; row < rowCount; row++) {
      int key = random.nextDouble() < skew ? 8 : random.nextInt(keyCount);
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

  static List<List<@Nullable Object>> rows(TestColumn[] columns) {
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
  static Expression lessThan() {
    return new Call(
        "less_than",
        List.of(
            new ColumnReference(2, DataTypes.INTEGER, true),
            new ColumnReference(5, DataTypes.INTEGER, true)),
        DataTypes.BOOLEAN,
        true);
  }

  /** Three-valued: keys equal and, if wanted, left column 2 less than right column 2. */
  static @Nullable Boolean condition(
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
}
