package dev.quern.executor.expressions;

import static dev.quern.executor.expressions.ExpressionFixture.call;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.expressions.ExpressionFixture.Column;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LoopSourceTest {
  @Test
  void isTheSameWhateverDigitsTheLocaleHas() {
    Column[] columns = {
      ExpressionFixture.column("w", DataType.decimal(38, 4)),
      ExpressionFixture.column("s", DataTypes.VARCHAR)
    };
    Expression wide = ExpressionFixture.ref(0, columns);
    Expression text =
        call("concat", DataTypes.VARCHAR, ExpressionFixture.ref(1, columns), Literal.of("x"));
    Expression sum = call("add", DataType.decimal(38, 4), wide, wide);
    Shape shape = Lowering.lower(List.of(sum, text), ExpressionFixture.schema(columns));
    String expected = LoopSource.ofProjection(shape, true, "Loop");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals("١", String.format("%d", 1), "this locale has digits of its own");
      assertEquals(expected, LoopSource.ofProjection(shape, true, "Loop"));
    } finally {
      Locale.setDefault(before);
    }
  }
}
