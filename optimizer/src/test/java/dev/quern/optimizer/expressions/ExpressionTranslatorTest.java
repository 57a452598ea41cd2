package dev.quern.optimizer.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpressionTranslatorTest {
  private static final ColumnReference INTEGER = new ColumnReference(0, DataTypes.INTEGER, true);
  private static final ColumnReference PRICE =
      new ColumnReference(1, DataType.decimal(15, 2), true);

  @Test
  void constantTakesTheColumnsTypeIfItFits() {
    assertEquals(
        List.of(INTEGER, new Literal(7L, DataTypes.INTEGER)), Casts.unify(INTEGER, Literal.of(7)));
    assertEquals(
        List.of(PRICE, new Literal(new BigDecimal("24.00"), PRICE.type())),
        Casts.unify(PRICE, Literal.of(24)));
  }

  @Test
  void columnIsCastIfTheConstantDoesNotFit() {
    Literal large = Literal.of(1L << 40);
    assertEquals(
        List.of(new Cast(INTEGER, DataTypes.BIGINT, false), large), Casts.unify(INTEGER, large));
    Literal exact = new Literal(new BigDecimal("0.125"), DataType.decimal(4, 3));
    assertEquals(List.of(PRICE, exact), Casts.unify(PRICE, exact));
  }

  @Test
  void alternativesOfOneValueBecomeOneList() {
    Expression other = call("is_null", INTEGER);
    Expression or =
        Alternatives.or(List.of(equal(INTEGER, 1), other, new Or(List.of(equal(INTEGER, 3)))));
    assertEquals(
        new Or(
            List.of(
                new Call(
                    "in",
                    List.of(
                        INTEGER,
                        new Literal(1L, DataTypes.INTEGER),
                        new Literal(3L, DataTypes.INTEGER)),
                    DataTypes.BOOLEAN,
                    true),
                other)),
        or);
  }

  @Test
  void datesAreMovedWhilePlanning() {
    Literal end = date("2024-01-31");
    Literal month = new Literal(1L, DataTypes.INTERVAL_YEAR_MONTH);
    assertEquals(date("2024-02-29"), fold("date_add", DataTypes.DATE, end, month));
    Literal day = new Literal(86_400_000_000L, DataTypes.INTERVAL_DAY_TIME);
    assertEquals(date("2024-02-01"), fold("date_add", DataTypes.DATE, end, day));
  }

  @Test
  void overflowIsLeftToTheExecutor() {
    Literal most = Literal.of(Long.MAX_VALUE);
    Call sum = new Call("add", List.of(most, Literal.of(1)), DataTypes.BIGINT, false);
    assertEquals(sum, ConstantFolding.fold(sum));
    Cast narrow = new Cast(Literal.of(300), DataTypes.TINYINT, false);
    assertEquals(narrow, ConstantFolding.fold(narrow));
    Cast text = new Cast(Literal.of("2024-13-01"), DataTypes.DATE, false);
    assertEquals(text, ConstantFolding.fold(text));
  }

  @Test
  void textsAreComparedByCodePoint() {
    Literal supplementary = Literal.of("\uD83D\uDE00");
    Literal privateUse = Literal.of("\uFF5E");
    assertEquals(
        Literal.of(true), fold("greater_than", DataTypes.BOOLEAN, supplementary, privateUse));
  }

  private static Literal date(String text) {
    return new Literal(LocalDate.parse(text).toEpochDay(), DataTypes.DATE);
  }

  private static Expression fold(String function, DataType type, Expression... operands) {
    return ConstantFolding.fold(new Call(function, List.of(operands), type, false));
  }

  private static Call equal(ColumnReference column, long value) {
    return call("equal", column, new Literal(value, DataTypes.INTEGER));
  }

  private static Call call(String function, Expression... operands) {
    return new Call(function, List.of(operands), DataTypes.BOOLEAN, true);
  }
}
