package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.values.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the statements that call the method of a function and take its result. */
final class CallSource {
  private CallSource() {}

  /** Returns the statements that set the locals of the node, which are declared. */
  static List<String> statements(Node node, List<JavaValue> operands, LoopSource source) {
    Implementation implementation = node.invoked();
    List<String> statements = new ArrayList<>();
    List<String> arguments = arguments(node, operands, source, statements);
    String x = "x" + node.id;
    String y = "y" + node.id;
    String call = implementation.owner().getName() + "." + implementation.method() + "(";
    if (node.valueKind == ValueKind.BYTES) {
      String slice = "s" + node.id;
      source.declareObject(slice, "Slice", "new Slice(scratch)");
      arguments.add(slice);
      statements.add(call + String.join(", ", arguments) + ");");
      statements.add(
          String.format(Locale.ROOT, "%s = %s.address; %s = %s.length;", x, slice, y, slice));
      if (implementation.returnsNull()) {
        statements.add("n" + node.id + " = " + slice + ".isNull;");
      }
    } else if (node.valueKind == ValueKind.INT128) {
      String wide = "w" + node.id;
      source.declareObject(wide, "Int128", "new Int128()");
      arguments.add(wide);
      statements.add(call + String.join(", ", arguments) + ");");
      statements.add(String.format(Locale.ROOT, "%s = %s.high; %s = %s.low;", x, wide, y, wide));
    } else {
      statements.add(x + " = " + call + String.join(", ", arguments) + ");");
    }
    return statements;
  }

  /**
   * Returns state, operands and settings, in the order of {@link Implementation}; operands that the
   * state takes are set by {@code statements}.
   */
  private static List<String> arguments(
      Node node, List<JavaValue> operands, LoopSource source, List<String> statements) {
    Implementation implementation = node.invoked();
    List<String> arguments = new ArrayList<>();
    if (node.stateSlot >= 0) {
      source.useState(node);
      arguments.add("t" + node.stateSlot);
    }
    if (ImplementationMethods.setsOperands(implementation)) {
      for (int i = 0; i < operands.size(); i++) {
        JavaValue operand = operands.get(i);
        String second = operand.second().isEmpty() ? "" : ", " + operand.second();
        statements.add(
            String.format(
                Locale.ROOT, "t%d.set(%d, %s%s);", node.stateSlot, i, operand.first(), second));
      }
      return arguments;
    }
    for (int i = 0; i < operands.size(); i++) {
      JavaValue operand = operands.get(i);
      ValueKind given = node.operands.get(i).valueKind;
      if (implementation.parameters().get(i) == ValueKind.INT128 && given == ValueKind.LONG) {
        arguments.add(operand.first() + " >> 63");
      }
      arguments.add(operand.first());
      if (JavaValue.hasSecond(given)) {
        arguments.add(operand.second());
      }
    }
    for (int setting : implementation.settings()) {
      arguments.add(Integer.toString(setting));
    }
    return arguments;
  }
}
