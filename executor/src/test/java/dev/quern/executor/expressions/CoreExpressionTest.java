package dev.quern.executor.expressions;

import static dev.quern.executor.expressions.ExpressionFixture.call;
import static dev.quern.executor.expressions.ExpressionFixture.column;
import static dev.quern.executor.expressions.ExpressionFixture.decimal;
import static dev.quern.executor.expressions.ExpressionFixture.integer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.ExpressionFixture.Column;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Comparisons, logic, arithmetic and casts among numbers, by loop and by interpreter. */
class CoreExpressionTest {
  private final ExpressionFixture fixture = new ExpressionFixture();

  private final Column[] columns = {
    column("i", DataTypes.INTEGER, 1L, null, 3L, 2147483647L),
    column("b", DataTypes.BIGINT, 10L, 20L, null, -5L),
    column("d", DataTypes.DOUBLE, 0.5, null, Double.NaN, -1.0),
    column("price", DataType.decimal(15, 2), big("12.34"), big("0.01"), null, big("-99.99")),
    column("wide", DataType.decimal(38, 4), big("1.0001"), null, big("7.0000"), big("-3.5000")),
    column("s", DataTypes.VARCHAR, "apple", "", null, "zebra crossing"),
    column("t", DataTypes.BOOLEAN, true, false, null, true),
    column("day", DataTypes.DATE, 0L, -1L, null, 19000L)
  };

  private static BigDecimal big(String text) {
    return new BigDecimal(text);
  }

  private Expression ref(int index) {
    return ExpressionFixture.ref(index, columns);
  }

  private Object outcome(Expression expression) {
    return fixture.outcome(expression, columns);
  }

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  @Test
  void addsIntegersAndPassesNullOn() {
    Expression sum = call("add", DataTypes.BIGINT, ref(1), new Literal(1L, DataTypes.BIGINT));
    assertEquals(Arrays.asList(11L, 21L, null, -4L), outcome(sum));
  }

  @Test
  void namesValueAndExpressionOfAnOverflow() {
    Expression sum = call("add", DataTypes.INTEGER, ref(0), integer(1));
    assertEquals(
        "NUMERIC_OVERFLOW: Integer overflow: value=2147483647 + 1, type=INTEGER, expression=add(i, 1)",
        outcome(sum));
  }

  @Test
  void failsOnDivisionByZero() {
    Expression quotient = call("divide", DataTypes.INTEGER, ref(0), integer(0));
    assertTrue(outcome(quotient).toString().startsWith("DIVISION_BY_ZERO: Division by zero"));
  }

  @Test
  void evaluatesOnlyTheChosenBranch() {
    Expression positive = call("greater_than", DataTypes.BOOLEAN, ref(0), integer(2));
    Expression guarded =
        new Case(
            List.of(new Case.Branch(positive, integer(0))),
            call(
                "divide",
                DataTypes.INTEGER,
                integer(10),
                call("subtract", DataTypes.INTEGER, integer(2), ref(0))),
            DataTypes.INTEGER);
    assertEquals(Arrays.asList(10L, null, 0L, 0L), outcome(guarded));
  }

  @Test
  void andGuardsItsLaterOperands() {
    Expression guard = call("less_than", DataTypes.BOOLEAN, ref(0), integer(100));
    Expression failing =
        call(
            "greater_than",
            DataTypes.BOOLEAN,
            call("add", DataTypes.INTEGER, ref(0), integer(1)),
            integer(2));
    assertEquals(
        Arrays.asList(false, null, true, false), outcome(new And(List.of(guard, failing))));
    assertArrayEquals(new int[] {2}, select(new And(List.of(guard, failing))));
  }

  @Test
  void keepsTheOutcomeOfDearConditionsBetweenCheapOnes() {
    Expression dear = call("like", DataTypes.BOOLEAN, ref(5), Literal.of("z%"));
    Expression cheap = call("greater_than", DataTypes.BOOLEAN, ref(1), Literal.of(-100L));
    Expression other = call("like", DataTypes.BOOLEAN, ref(5), Literal.of("%"));
    assertArrayEquals(new int[] {3}, select(new And(List.of(dear, cheap, other))));
    Expression never = call("less_than", DataTypes.BOOLEAN, ref(1), Literal.of(-100L));
    assertArrayEquals(new int[] {3}, select(new Or(List.of(dear, never, never, dear))));
    assertArrayEquals(new int[] {}, select(new And(List.of(other, never, dear))));
  }

  @Test
  void comparesNanAsGreatest() {
    Expression greater =
        call("greater_than", DataTypes.BOOLEAN, ref(2), Literal.of(Double.POSITIVE_INFINITY));
    assertEquals(Arrays.asList(false, null, true, false), outcome(greater));
  }

  @Test
  void followsThreeValuedLogic() {
    Boolean[] values = {true, false, null};
    for (Boolean a : values) {
      for (Boolean b : values) {
        Column left = column("a", DataTypes.BOOLEAN, a, a, a);
        Column right = column("b", DataTypes.BOOLEAN, b, b, b);
        Expression x = ExpressionFixture.ref(0, left, right);
        Expression y = ExpressionFixture.ref(1, left, right);
        Boolean and =
            Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)
                ? Boolean.FALSE
                : a == null || b == null ? null : Boolean.TRUE;
        Boolean or =
            Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b)
                ? Boolean.TRUE
                : a == null || b == null ? null : Boolean.FALSE;
        assertEquals(and, fixture.single(new And(List.of(x, y)), left, right), a + " and " + b);
        assertEquals(or, fixture.single(new Or(List.of(x, y)), left, right), a + " or " + b);
        assertEquals(a == null ? null : !a, fixture.single(new Not(x), left, right), "not " + a);
        Object distinct =
            fixture.single(call("is_distinct_from", DataTypes.BOOLEAN, x, y), left, right);
        assertEquals(a != b, distinct, a + " is distinct from " + b);
      }
    }
  }

  @Test
  void multipliesDecimalsToWideOnes() {
    Expression product = call("multiply", DataType.decimal(30, 4), ref(3), ref(3));
    assertEquals(
        Arrays.asList(big("152.2756"), big("0.0001"), null, big("9998.0001")), outcome(product));
  }

  @Test
  void refusesDecimalsOfMoreThan38Digits() {
    Expression product = call("multiply", DataType.decimal(38, 8), ref(4), decimal("1e34", 38, 4));
    assertTrue(outcome(product).toString().startsWith("NUMERIC_OVERFLOW: Decimal overflow"));
  }

  @Test
  void castsAmongNumbers() {
    assertEquals(
        Arrays.asList(12L, 0L, null, -100L), outcome(new Cast(ref(3), DataTypes.BIGINT, false)));
    assertEquals(
        Arrays.asList(12.34, 0.01, null, -99.99),
        outcome(new Cast(ref(3), DataTypes.DOUBLE, false)));
    assertEquals(
        Arrays.asList(big("12.3"), big("0.0"), null, big("-100.0")),
        outcome(new Cast(ref(3), DataType.decimal(20, 1), false)));
    assertEquals(
        Arrays.asList(null, null, null, null),
        outcome(new Cast(new Literal(300L, DataTypes.INTEGER), DataTypes.TINYINT, true)));
  }

  @Test
  void castsDateToTimestamp() {
    assertEquals(
        Arrays.asList(0L, -86_400_000_000L, null, 19000L * 86_400_000_000L),
        outcome(new Cast(ref(7), DataTypes.TIMESTAMP, false)));
  }

  @Test
  void comparesTextByBytes() {
    Expression less = call("less_than", DataTypes.BOOLEAN, ref(5), Literal.of("b"));
    assertEquals(Arrays.asList(true, true, null, false), outcome(less));
  }

  @Test
  void findsValuesInLists() {
    Expression in =
        call(
            "in",
            DataTypes.BOOLEAN,
            ref(5),
            Literal.of("apple"),
            Literal.of(""),
            Literal.ofNull(DataTypes.VARCHAR));
    assertEquals(Arrays.asList(true, true, null, null), outcome(in));
  }

  @Test
  void tellsFunctionsOfOneMethodApart() {
    Expression like = call("like", DataTypes.BOOLEAN, ref(5), Literal.of("APPLE"));
    Expression ilike = call("ilike", DataTypes.BOOLEAN, ref(5), Literal.of("APPLE"));
    assertEquals(Arrays.asList(true, false, null, false), outcome(new Or(List.of(like, ilike))));
  }

  @Test
  void looksUpLongLists() {
    List<Expression> operands = new ArrayList<>(List.of(ref(1)));
    for (long i = 10; i < 19; i++) {
      operands.add(new Literal(i, DataTypes.BIGINT));
    }
    Expression in = new dev.quern.plan.expressions.Call("in", operands, DataTypes.BOOLEAN, true);
    assertEquals(Arrays.asList(true, false, null, false), outcome(in));
    operands.add(Literal.ofNull(DataTypes.BIGINT));
    in = new dev.quern.plan.expressions.Call("in", operands, DataTypes.BOOLEAN, true);
    assertEquals(Arrays.asList(true, null, null, null), outcome(in));
  }

  @Test
  void takesFirstValueThatIsNotNull() {
    Expression coalesce =
        call("coalesce", DataTypes.BIGINT, ref(1), new Literal(7L, DataTypes.BIGINT));
    assertEquals(Arrays.asList(10L, 20L, 7L, -5L), outcome(coalesce));
    Expression greatest =
        call("greatest", DataTypes.BIGINT, ref(1), new Literal(7L, DataTypes.BIGINT));
    assertEquals(Arrays.asList(10L, 20L, 7L, 7L), outcome(greatest));
  }

  @Test
  void splitsWideExpressionsIntoSmallMethods() {
    Expression sum = new Literal(0L, DataTypes.BIGINT);
    List<Expression> tests = new ArrayList<>();
    List<Case.Branch> branches = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Literal number = new Literal((long) i, DataTypes.BIGINT);
      sum = call("add", DataTypes.BIGINT, sum, call("multiply", DataTypes.BIGINT, ref(1), number));
      tests.add(call("equal", DataTypes.BOOLEAN, ref(1), number));
      branches.add(new Case.Branch(tests.get(i), new Literal(i * 2L, DataTypes.BIGINT)));
    }
    assertEquals(Arrays.asList(798000L, 1596000L, null, -399000L), outcome(sum));
    assertEquals(Arrays.asList(true, true, null, false), outcome(new Or(tests)));
    Expression chosen = new Case(branches, Literal.ofNull(DataTypes.BIGINT), DataTypes.BIGINT);
    assertEquals(Arrays.asList(20L, 40L, null, null), outcome(chosen));
  }

  @Test
  void refusesExpressionsThatNestTooDeeply() {
    Expression sum = ref(1);
    for (int i = 0; i < 5000; i++) {
      sum = call("add", DataTypes.BIGINT, sum, ref(1));
    }
    Expression deep = sum;
    try (Batch batch = fixture.batch(columns)) {
      QueryException error =
          assertThrows(
              QueryException.class, () -> fixture.compiled.predicate(deep, batch.schema()));
      assertEquals(ErrorCode.UNSUPPORTED, error.code());
    }
  }

  @Test
  void sharesBareColumnsAndGathersSelectedRows() {
    Schema output = new Schema(List.of(Field.of("x", DataTypes.VARCHAR)));
    try (Batch batch = fixture.batch(columns)) {
      Projection projection = fixture.compiled.projection(List.of(ref(5)), batch.schema(), output);
      try (Batch shared = projection.project(batch, null, 0, fixture.allocator)) {
        assertEquals(
            batch.vector(5).getDataBufferAddress(), shared.vector(0).getDataBufferAddress());
      }
      try (Batch gathered = projection.project(batch, new int[] {2, 3}, 2, fixture.allocator)) {
        assertEquals(Arrays.asList(null, "zebra crossing"), ExpressionFixture.values(gathered, 0));
      }
    }
  }

  @Test
  void evaluatesConstants() {
    Expression sum = call("add", DataTypes.INTEGER, integer(1), integer(2));
    assertEquals(new Literal(3L, DataTypes.INTEGER), Literals.evaluate(sum));
  }

  private int[] select(Expression condition) {
    try (Batch batch = fixture.batch(columns)) {
      int[] selected = new int[batch.rowCount()];
      int count = fixture.compiled.predicate(condition, batch.schema()).select(batch, selected);
      int[] other = new int[batch.rowCount()];
      int otherCount =
          fixture.interpreted.predicate(condition, batch.schema()).select(batch, other);
      int[] found = Arrays.copyOf(selected, count);
      assertArrayEquals(Arrays.copyOf(other, otherCount), found);
      return found;
    }
  }
}
