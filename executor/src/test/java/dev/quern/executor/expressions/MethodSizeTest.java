package dev.quern.executor.expressions;

import static dev.quern.executor.expressions.ExpressionFixture.call;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.expressions.ExpressionFixture.Column;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.janino.SimpleCompiler;
import org.codehaus.janino.util.ClassFile;
import org.codehaus.janino.util.ClassFile.CodeAttribute;
import org.junit.jupiter.api.Test;

/** HotSpot never compiles a method of 8,000 bytecodes: no generated method may have as many. */
class MethodSizeTest {
  private static final int LIMIT = 8000;

  private final Column[] columns = {
    ExpressionFixture.column("s", DataTypes.VARCHAR),
    ExpressionFixture.column("w", DataType.decimal(38, 4)),
    ExpressionFixture.column("d", DataTypes.DATE)
  };

  @Test
  void wideProjectionsAreSplit() throws Exception {
    List<Expression> expressions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Expression text = call("concat", DataTypes.VARCHAR, ref(0), Literal.of("x" + i));
      expressions.add(call("upper", DataTypes.VARCHAR, call("trim", DataTypes.VARCHAR, text)));
      expressions.add(call("extract_year", DataTypes.BIGINT, ref(2)));
    }
    check(expressions);
  }

  @Test
  void longChainsAreSplit() throws Exception {
    Expression sum = ref(1);
    List<Case.Branch> branches = new ArrayList<>();
    List<Expression> texts = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      sum = call("add", DataType.decimal(38, 4), sum, ref(1));
      Expression text = Literal.of("value " + i);
      branches.add(new Case.Branch(call("equal", DataTypes.BOOLEAN, ref(0), text), text));
      texts.add(new Cast(ref(1), DataTypes.VARCHAR, true));
      texts.add(text);
    }
    Expression chosen = new Case(branches, ref(0), DataTypes.VARCHAR);
    Expression joined = new Call("concat_ws", texts, DataTypes.VARCHAR, true);
    Expression greatest = new Call("greatest", texts.subList(0, 40), DataTypes.VARCHAR, true);
    check(List.of(sum, chosen, joined, greatest));
  }

  private Expression ref(int index) {
    return ExpressionFixture.ref(index, columns);
  }

  private void check(List<Expression> expressions) throws Exception {
    Shape shape = Lowering.lower(expressions, ExpressionFixture.schema(columns));
    for (boolean withNulls : new boolean[] {false, true}) {
      String source = LoopSource.ofProjection(shape, withNulls, "Wide");
      SimpleCompiler compiler = new SimpleCompiler();
      compiler.setParentClassLoader(getClass().getClassLoader());
      compiler.cook(new StringReader(source));
      int methods = 0;
      for (ClassFile file : compiler.getClassFiles()) {
        for (ClassFile.MethodInfo method : file.methodInfos) {
          int size = size(method);
          methods++;
          assertTrue(size < LIMIT, method.getName() + " has " + size + " bytecodes");
        }
      }
      assertTrue(methods > 5, "not split: " + methods + " methods");
    }
  }

  private static int size(ClassFile.MethodInfo method) {
    for (ClassFile.AttributeInfo attribute : method.getAttributes()) {
      if (attribute instanceof CodeAttribute code) {
        return code.code.length;
      }
    }
    return 0;
  }
}
