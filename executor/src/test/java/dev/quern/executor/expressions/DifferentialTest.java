package dev.quern.executor.expressions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.ExpressionFixture.Column;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Random expressions over random batches: the compiled loop does what the interpreter does. */
class DifferentialTest {
  private static final String[] TEXTS = {
    "", "a", "quern", "é€😀", "Zürich Nord", "%_", "12", "abcdefghijk"
  };

  private final ExpressionFixture fixture = new ExpressionFixture();
  private final long seed = Long.getLong("quern.test.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  @Test
  void randomExpressionsAgree() {
    for (int round = 0; round < 60; round++) {
      Column[] columns = randomColumns(new int[] {0, 1, 3, 50}[round % 4], round % 3 != 0);
      List<Expression> expressions = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        expressions.add(random(columns, randomType(columns), 4));
      }
      compareProjections(expressions, columns);
      comparePredicates(random(columns, DataTypes.BOOLEAN, 5), columns);
    }
  }

  private void compareProjections(List<Expression> expressions, Column[] columns) {
    List<Field> fields = new ArrayList<>();
    for (Expression expression : expressions) {
      fields.add(Field.of("f", expression.type()));
    }
    Schema output = new Schema(fields);
    try (Batch batch = fixture.batch(columns)) {
      int[] selected = random.nextBoolean() ? null : everyOther(batch.rowCount());
      Object fast = project(fixture.compiled, expressions, output, batch, selected);
      Object slow = project(fixture.interpreted, expressions, output, batch, selected);
      assertEquals(slow, fast, "seed " + seed + " expressions " + expressions);
    }
  }

  private static int[] everyOther(int rowCount) {
    int[] rows = new int[rowCount / 2];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = 2 * i + 1;
    }
    return rows;
  }

  private Object project(
      ExpressionCompiler compiler,
      List<Expression> expressions,
      Schema output,
      Batch batch,
      int[] selected) {
    int count = selected == null ? 0 : selected.length;
    try (Batch result =
        compiler
            .projection(expressions, batch.schema(), output)
            .project(batch, selected, count, fixture.allocator)) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < output.size(); i++) {
        values.add(ExpressionFixture.values(result, i));
      }
      return values;
    } catch (QueryException e) {
      // Loops compute column by column and the interpreter row by row: another error may be first.
      return e.kind();
    }
  }

  private void comparePredicates(Expression condition, Column[] columns) {
    try (Batch batch = fixture.batch(columns)) {
      int[] fast = select(fixture.compiled, condition, batch);
      int[] slow = select(fixture.interpreted, condition, batch);
      assertArrayEquals(slow, fast, "seed " + seed + " condition " + condition);
    }
  }

  private static int[] select(ExpressionCompiler compiler, Expression condition, Batch batch) {
    int[] selected = new int[batch.rowCount()];
    try {
      int count = compiler.predicate(condition, batch.schema()).select(batch, selected);
      return Arrays.copyOf(selected, count);
    } catch (QueryException e) {
      return new int[] {-1};
    }
  }

  private Column[] randomColumns(int rows, boolean withNulls) {
    DataType[] types = {
      DataTypes.BOOLEAN,
      DataTypes.TINYINT,
      DataTypes.SMALLINT,
      DataTypes.INTEGER,
      DataTypes.BIGINT,
      DataTypes.FLOAT,
      DataTypes.DOUBLE,
      DataType.decimal(9, 2),
      DataType.decimal(30, 4),
      DataTypes.DATE,
      DataTypes.TIMESTAMP,
      DataTypes.VARCHAR,
      DataTypes.VARCHAR
    };
    Column[] columns = new Column[types.length];
    for (int i = 0; i < types.length; i++) {
      List<Object> values = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        values.add(withNulls && random.nextInt(4) == 0 ? null : value(types[i]));
      }
      columns[i] = new Column("c" + i, types[i], values);
    }
    return columns;
  }

  private Object value(DataType type) {
    if (type instanceof DataType.BooleanType) {
      return random.nextBoolean();
    }
    if (type instanceof DataType.IntegerType integer) {
      long bound = 1L << (integer.bits() - 1);
      return random.nextInt(8) == 0
          ? (random.nextBoolean() ? bound - 1 : integer.bits() == 64 ? Long.MIN_VALUE : -bound)
          : random.nextInt(21) - 10L;
    }
    if (type instanceof DataType.FloatType) {
      return (double) (float) (random.nextInt(100) / 8.0);
    }
    if (type instanceof DataType.DoubleType) {
      return random.nextInt(9) == 0 ? Double.NaN : random.nextInt(100) / 8.0 - 5;
    }
    if (type instanceof DataType.DecimalType decimal) {
      int bits = random.nextInt(decimal.precision() * 3);
      BigInteger unscaled = new BigInteger(Math.max(1, bits), random);
      return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), decimal.scale());
    }
    if (type instanceof DataType.DateType) {
      return (long) random.nextInt(40_000) - 10_000;
    }
    if (type instanceof DataType.TimestampType) {
      return (random.nextInt(40_000) - 10_000) * 86_400_123_456L;
    }
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private DataType randomType(Column[] columns) {
    return columns[random.nextInt(columns.length)].type();
  }

  private Expression random(Column[] columns, DataType type, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(columns, type);
    }
    if (random.nextInt(5) == 0) {
      Expression condition = random(columns, DataTypes.BOOLEAN, depth - 1);
      Expression value = random(columns, type, depth - 1);
      return new Case(
          List.of(new Case.Branch(condition, value)), random(columns, type, depth - 1), type);
    }
    if (random.nextInt(6) == 0) {
      String name = new String[] {"coalesce", "nullif", "greatest", "least"}[random.nextInt(4)];
      return call(name, type, random(columns, type, depth - 1), random(columns, type, depth - 1));
    }
    if (type instanceof DataType.BooleanType) {
      return randomCondition(columns, depth);
    }
    if (type instanceof DataType.VarcharType) {
      return randomText(columns, depth);
    }
    if (type.isNumeric()) {
      return randomNumber(columns, type, depth);
    }
    if (type instanceof DataType.DateType) {
      return new Cast(random(columns, DataTypes.TIMESTAMP, depth - 1), type, false);
    }
    return call(
        "date_add",
        type,
        random(columns, type, depth - 1),
        new Literal((long) random.nextInt(30), DataTypes.INTERVAL_YEAR_MONTH));
  }

  private Expression leaf(Column[] columns, DataType type) {
    List<Expression> candidates = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].type().equals(type)) {
        candidates.add(new ColumnReference(i, type, true));
      }
    }
    int choice = random.nextInt(candidates.size() + 1);
    if (choice < candidates.size()) {
      return candidates.get(choice);
    }
    return new Literal(random.nextInt(10) == 0 ? null : value(type), type);
  }

  private Expression randomCondition(Column[] columns, int depth) {
    Expression first = random(columns, DataTypes.BOOLEAN, depth - 1);
    switch (random.nextInt(8)) {
      case 0:
        return new And(
            List.of(
                first,
                random(columns, DataTypes.BOOLEAN, depth - 1),
                random(columns, DataTypes.BOOLEAN, depth - 1)));
      case 1:
        return new Or(List.of(first, random(columns, DataTypes.BOOLEAN, depth - 1)));
      case 2:
        return new Not(first);
      case 3:
        String[] tests = {"is_null", "is_not_null", "is_true", "is_false", "is_not_true"};
        return call(tests[random.nextInt(5)], DataTypes.BOOLEAN, first);
      case 4:
        return call(
            random.nextBoolean() ? "like" : "starts_with",
            DataTypes.BOOLEAN,
            random(columns, DataTypes.VARCHAR, depth - 1),
            new Literal(
                new String[] {"%e%", "Z%", "_", "%h"}[random.nextInt(4)], DataTypes.VARCHAR));
      default:
        String[] comparisons = {
          "equal", "not_equal", "less_than", "greater_than_or_equal", "is_distinct_from"
        };
        DataType type = randomType(columns);
        Expression a = random(columns, type, depth - 1);
        if (random.nextInt(6) == 0) {
          List<Expression> list = new ArrayList<>(List.of(a));
          int size = 1 + random.nextInt(12);
          for (int i = 0; i < size; i++) {
            list.add(new Literal(random.nextInt(15) == 0 ? null : value(type), type));
          }
          return new Call("in", list, DataTypes.BOOLEAN, true);
        }
        return call(
            comparisons[random.nextInt(5)], DataTypes.BOOLEAN, a, random(columns, type, depth - 1));
    }
  }

  private Expression randomText(Column[] columns, int depth) {
    Expression text = random(columns, DataTypes.VARCHAR, depth - 1);
    switch (random.nextInt(5)) {
      case 0:
        return call("concat", text.type(), text, random(columns, DataTypes.VARCHAR, depth - 1));
      case 1:
        return call(random.nextBoolean() ? "upper" : "reverse", text.type(), text);
      case 2:
        return call(
            "substring",
            text.type(),
            text,
            random(columns, DataTypes.INTEGER, depth - 1),
            new Literal((long) random.nextInt(6), DataTypes.INTEGER));
      case 3:
        return call(
            "replace", text.type(), text, leaf(columns, DataTypes.VARCHAR), Literal.of("<>"));
      default:
        return new Cast(random(columns, randomType(columns), depth - 1), text.type(), false);
    }
  }

  private Expression randomNumber(Column[] columns, DataType type, int depth) {
    if (random.nextInt(4) == 0) {
      DataType from = columns[1 + random.nextInt(8)].type();
      return new Cast(random(columns, from, depth - 1), type, random.nextBoolean());
    }
    String[] operators = {"add", "subtract", "multiply", "modulo"};
    String operator = operators[random.nextInt(random.nextInt(10) == 0 ? 4 : 2)];
    return call(operator, type, random(columns, type, depth - 1), random(columns, type, depth - 1));
  }

  private static Call call(String function, DataType type, Expression... operands) {
    return new Call(function, List.of(operands), type, true);
  }
}
