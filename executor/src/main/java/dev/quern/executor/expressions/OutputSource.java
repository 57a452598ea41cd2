package dev.quern.executor.expressions;

import dev.quern.plan.types.DataType;
import java.util.Locale;

/** Writes the statements that store a value in its output column. */
final class OutputSource {
  private OutputSource() {}

  static void write(LoopBody body, int output, Node root, JavaValue value) {
    String column = "o" + output;
    if (value.alwaysNull()) {
      body.line(column + ".setNull(i);");
      return;
    }
    if (!value.neverNull()) {
      body.line("if (" + value.isNull() + ") {");
      body.line("  " + column + ".setNull(i);");
      body.line("} else {");
      body.line("  " + store(output, root.type, value));
      body.line("}");
      return;
    }
    body.line(store(output, root.type, value));
  }

  private static String store(int output, DataType type, JavaValue value) {
    String address = "a" + output;
    if (type instanceof DataType.BooleanType) {
      return "if (" + value.first() + ") { Bits.set(" + address + ", i); }";
    }
    if (type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType) {
      return "o" + output + ".append(i, " + value.first() + ", " + value.second() + ");";
    }
    if (type instanceof DataType.DecimalType decimal && !decimal.isShort()) {
      String place = address + " + ((long) i << 4)";
      return String.format(
          Locale.ROOT,
          "Memory.putLong(%s, %s); Memory.putLong(%s + 8, %s);",
          place,
          value.second(),
          place,
          value.first());
    }
    return ColumnSource.put(type, address, "i", value.first());
  }
}
