package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.values.ValueKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements that compute nodes of one row in one method. The local {@code x12} is the value of
 * node 12, {@code y12} its second half, {@code n12} whether it is NULL, {@code c12} whether it is
 * true; {@code d0 v0 f0} are the addresses of column 0, {@code k0 l0} is constant 0.
 */
final class LoopBody {
  /** What is computed within one pair of braces. */
  private static final class Scope {
    final @Nullable Scope parent;
    final Map<Integer, JavaValue> values = new HashMap<>();
    final Map<Integer, String> truths = new HashMap<>();

    Scope(@Nullable Scope parent) {
      this.parent = parent;
    }
  }

  private static final int CHEAP_WEIGHT = 8;

  private final LoopSource source;
  private final StringBuilder code = new StringBuilder();
  private final Set<String> locals = new LinkedHashSet<>();
  private Scope scope = new Scope(null);
  private int indent;
  private int weight;

  LoopBody(LoopSource source, int indent) {
    this.source = source;
    this.indent = indent;
  }

  String code() {
    return code.toString();
  }

  /** Returns the declarations of locals that copy fields, for a method that loops. */
  String locals() {
    StringBuilder text = new StringBuilder();
    for (String local : locals) {
      String name = local.substring(local.lastIndexOf(' ') + 1);
      text.append("    final ").append(local).append(" = this.").append(name).append(";\n");
    }
    return text.toString();
  }

  void line(String text) {
    code.append("  ".repeat(indent)).append(text).append('\n');
  }

  /** Writes what computes the node and returns where its value is. */
  JavaValue emit(Node node) {
    JavaValue known = findValue(node);
    if (known != null) {
      return known;
    }
    JavaValue value = isTooLarge(node) ? emitExtracted(node) : emitHere(node);
    scope.values.put(node.id, value);
    return value;
  }

  private boolean isTooLarge(Node node) {
    boolean leavesRoom = weight == 0 || weight + node.weight <= LoopSource.MAX_METHOD_WEIGHT;
    return !leavesRoom && node.operands.size() > 0 && node.weight > 3;
  }

  private JavaValue emitHere(Node node) {
    weight++;
    return switch (node.kind) {
      case COLUMN -> emitColumn(node);
      case CONSTANT -> emitConstant(node);
      case NULL -> JavaValue.ofNull(node.valueKind);
      case INVOKE, TRY_INVOKE -> emitInvoke(node);
      case AND, OR -> emitConnected(node);
      case NOT -> emitNot(node);
      case IS_NULL -> new JavaValue(emit(node.operands.get(0)).isNull(), "", JavaValue.NEVER);
      case CASE -> emitCase(node);
    };
  }

  /** Writes what computes the condition; returns an expression that is false for NULL. */
  String truth(Node node) {
    for (Scope s = scope; s != null; s = s.parent) {
      String known = s.truths.get(node.id);
      if (known != null) {
        return known;
      }
    }
    boolean connected = node.kind == Node.Kind.AND || node.kind == Node.Kind.OR;
    if (!connected || findValue(node) != null) {
      return truthOf(emit(node));
    }
    String name = "c" + node.id;
    if (isTooLarge(node)) {
      source.extractTruth(node);
      weight += 2;
      line("final boolean " + name + " = test" + node.id + "(row);");
    } else {
      weight++;
      emitConnectedTruth(node, name);
    }
    scope.truths.put(node.id, name);
    return name;
  }

  private static String truthOf(JavaValue value) {
    if (value.neverNull()) {
      return value.first();
    }
    return value.alwaysNull() ? "false" : "(!" + value.isNull() + " & " + value.first() + ")";
  }

  /** Cheap conditions are all computed and combined without jumps; others only if still needed. */
  private void emitConnectedTruth(Node node, String name) {
    boolean and = node.kind == Node.Kind.AND;
    line("boolean " + name + " = " + (and ? "true" : "false") + ";");
    int opened = 0;
    List<String> cheap = new ArrayList<>();
    for (int i = 0; i < node.operands.size(); i++) {
      Node operand = node.operands.get(i);
      if (isCheap(operand)) {
        cheap.add(truth(operand));
        continue;
      }
      combine(name, and, cheap);
      if (i > 0) {
        open("if (" + (and ? "" : "!") + name + ") {");
        opened++;
      }
      line(name + " = " + truth(operand) + ";");
    }
    combine(name, and, cheap);
    for (int i = 0; i < opened; i++) {
      close();
    }
  }

  private void combine(String name, boolean and, List<String> conditions) {
    if (!conditions.isEmpty()) {
      line(name + (and ? " &= " : " |= ") + String.join(and ? " & " : " | ", conditions) + ";");
      conditions.clear();
    }
  }

  private boolean isCheap(Node node) {
    if (node.weight > CHEAP_WEIGHT) {
      return false;
    }
    return switch (node.kind) {
      case COLUMN, CONSTANT, NULL -> node.valueKind != ValueKind.BYTES;
      case INVOKE -> node.invoked().total() && node.operands.stream().allMatch(this::isCheap);
      case NOT, IS_NULL -> isCheap(node.operands.get(0));
      case TRY_INVOKE, AND, OR, CASE -> false;
    };
  }

  private JavaValue emitColumn(Node node) {
    int slot = node.slot;
    source.useColumn(slot);
    String isNull = JavaValue.NEVER;
    if (source.withNulls()) {
      locals.add("long v" + slot);
      isNull = "n" + node.id;
      line("final boolean " + isNull + " = !Bits.get(v" + slot + ", row);");
    }
    if (node.valueKind == ValueKind.NESTED) {
      return new JavaValue("", "", isNull);
    }
    locals.add("long d" + slot);
    String x = "x" + node.id;
    String y = "y" + node.id;
    switch (node.valueKind) {
      case BOOLEAN:
        line("final boolean " + x + " = Bits.get(d" + slot + ", row);");
        return new JavaValue(x, "", isNull);
      case INT128:
        line("final long " + x + " = Memory.getLong(d" + slot + " + 8 + ((long) row << 4));");
        line("final long " + y + " = Memory.getLong(d" + slot + " + ((long) row << 4));");
        return new JavaValue(x, y, isNull);
      case BYTES:
        locals.add("long f" + slot);
        line("final int b" + node.id + " = Memory.getInt(f" + slot + " + ((long) row << 2));");
        line("final long " + x + " = d" + slot + " + b" + node.id + ";");
        line(
            String.format(
                Locale.ROOT,
                "final int %s = Memory.getInt(f%d + 4 + ((long) row << 2)) - b%d;",
                y,
                slot,
                node.id));
        return new JavaValue(x, y, isNull);
      default:
        String type = JavaValue.javaType(node.valueKind);
        line(
            String.format(
                Locale.ROOT,
                "final %s %s = %s;",
                type,
                x,
                ColumnSource.get(node.type, "d" + slot, "row")));
        return new JavaValue(x, "", isNull);
    }
  }

  private JavaValue emitConstant(Node node) {
    source.useConstant(node);
    locals.add(JavaValue.javaType(node.valueKind) + " k" + node.slot);
    if (!JavaValue.hasSecond(node.valueKind)) {
      return new JavaValue("k" + node.slot, "", JavaValue.NEVER);
    }
    locals.add(JavaValue.secondType(node.valueKind) + " l" + node.slot);
    return new JavaValue("k" + node.slot, "l" + node.slot, JavaValue.NEVER);
  }

  private JavaValue emitInvoke(Node node) {
    Implementation implementation = node.invoked();
    List<JavaValue> operands = new ArrayList<>();
    for (Node operand : node.operands) {
      operands.add(emit(operand));
    }
    String isNull = anyNull(operands);
    if (isNull.equals(JavaValue.ALWAYS)) {
      return JavaValue.ofNull(node.valueKind);
    }
    boolean always = isNull.equals(JavaValue.NEVER) || implementation.total();
    boolean nullable =
        !isNull.equals(JavaValue.NEVER)
            || implementation.returnsNull()
            || node.kind == Node.Kind.TRY_INVOKE;
    String x = "x" + node.id;
    String y = JavaValue.hasSecond(node.valueKind) ? "y" + node.id : "";
    String n = nullable ? "n" + node.id : JavaValue.NEVER;
    if (nullable) {
      line("boolean " + n + " = " + isNull + ";");
    }
    declareResult(node);
    if (!always) {
      open("if (!" + n + ") {");
    }
    if (node.kind == Node.Kind.TRY_INVOKE) {
      open("try {");
    }
    CallSource.statements(node, operands, source).forEach(this::line);
    if (node.kind == Node.Kind.TRY_INVOKE) {
      close();
      line("catch (QueryException failure) {");
      line("  " + n + " = true;");
      line("}");
    }
    if (!always) {
      close();
    }
    return new JavaValue(x, y, n);
  }

  private void declareResult(Node node) {
    ValueKind kind = node.valueKind;
    line(JavaValue.javaType(kind) + " x" + node.id + " = " + JavaValue.zero(kind) + ";");
    if (JavaValue.hasSecond(kind)) {
      line(JavaValue.secondType(kind) + " y" + node.id + " = 0;");
    }
  }

  private static String anyNull(List<JavaValue> operands) {
    Set<String> conditions = new LinkedHashSet<>();
    for (JavaValue operand : operands) {
      if (operand.alwaysNull()) {
        return JavaValue.ALWAYS;
      }
      if (!operand.neverNull()) {
        conditions.add(operand.isNull());
      }
    }
    return conditions.isEmpty() ? JavaValue.NEVER : String.join(" | ", conditions);
  }

  /**
   * {@code x} tells whether the outcome is still open: for AND that no operand was false, for OR
   * that none was true; it then is the negated outcome of OR.
   */
  private JavaValue emitConnected(Node node) {
    boolean and = node.kind == Node.Kind.AND;
    String x = "x" + node.id;
    String n = "n" + node.id;
    line("boolean " + x + " = " + (and ? "true" : "false") + ";");
    line("boolean " + n + " = false;");
    int opened = 0;
    boolean nullable = false;
    for (int i = 0; i < node.operands.size(); i++) {
      if (i > 0) {
        open("if (" + (and ? "" : "!") + x + ") {");
        opened++;
      }
      JavaValue operand = emit(node.operands.get(i));
      if (operand.neverNull()) {
        line(x + " = " + operand.first() + ";");
      } else {
        nullable = true;
        String ifNull = and ? operand.isNull() + " | " : "!" + operand.isNull() + " & ";
        line(x + " = " + ifNull + operand.first() + ";");
        line(n + " |= " + operand.isNull() + ";");
      }
    }
    for (int i = 0; i < opened; i++) {
      close();
    }
    if (!nullable) {
      return new JavaValue(x, "", JavaValue.NEVER);
    }
    // A decided outcome is not NULL, whatever came before.
    line(n + " &= " + (and ? "" : "!") + x + ";");
    return new JavaValue(x, "", n);
  }

  private JavaValue emitNot(Node node) {
    JavaValue operand = emit(node.operands.get(0));
    if (operand.alwaysNull()) {
      return operand;
    }
    return new JavaValue("!(" + operand.first() + ")", "", operand.isNull());
  }

  private JavaValue emitCase(Node node) {
    String n = "n" + node.id;
    if (node.valueKind != ValueKind.NESTED) {
      declareResult(node);
    }
    line("boolean " + n + " = false;");
    int conditions = node.operands.size() / 2;
    boolean nullable = false;
    for (int i = 0; i < conditions; i++) {
      String condition = truth(node.operands.get(2 * i));
      open("if (" + condition + ") {");
      nullable |= assign(node, node.operands.get(2 * i + 1));
      close();
      open("else {");
    }
    nullable |= assign(node, node.operands.get(node.operands.size() - 1));
    for (int i = 0; i < conditions; i++) {
      close();
    }
    String y = JavaValue.hasSecond(node.valueKind) ? "y" + node.id : "";
    return new JavaValue("x" + node.id, y, nullable ? n : JavaValue.NEVER);
  }

  private boolean assign(Node target, Node chosen) {
    JavaValue value = emit(chosen);
    if (!value.alwaysNull()) {
      line("x" + target.id + " = " + value.first() + ";");
      if (JavaValue.hasSecond(target.valueKind)) {
        line("y" + target.id + " = " + value.second() + ";");
      }
    }
    if (!value.neverNull()) {
      line("n" + target.id + " = " + value.isNull() + ";");
    }
    return !value.neverNull();
  }

  private JavaValue emitExtracted(Node node) {
    source.extract(node);
    weight += 2;
    int id = node.id;
    line("compute" + id + "(row);");
    line("final boolean n" + id + " = this.n" + id + ";");
    line(
        String.format(
            Locale.ROOT, "final %s x%d = this.x%d;", JavaValue.javaType(node.valueKind), id, id));
    if (!JavaValue.hasSecond(node.valueKind)) {
      return new JavaValue("x" + id, "", "n" + id);
    }
    line(
        String.format(
            Locale.ROOT, "final %s y%d = this.y%d;", JavaValue.secondType(node.valueKind), id, id));
    return new JavaValue("x" + id, "y" + id, "n" + id);
  }

  private @Nullable JavaValue findValue(Node node) {
    for (Scope s = scope; s != null; s = s.parent) {
      JavaValue known = s.values.get(node.id);
      if (known != null) {
        return known;
      }
    }
    return null;
  }

  private void open(String text) {
    line(text);
    indent++;
    scope = new Scope(scope);
  }

  private void close() {
    indent--;
    line("}");
    Scope parent = scope.parent;
    if (parent == null) {
      throw new IllegalStateException("no open block");
    }
    scope = parent;
  }
}
