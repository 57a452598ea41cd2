package dev.quern.executor.expressions;

import dev.quern.executor.expressions.loops.ProjectionLoop;
import dev.quern.executor.expressions.loops.SelectionLoop;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes the Java source of the class that runs a {@link Shape}. Each group of output columns has a
 * loop in a method of its own, and what is too large for one method is computed row by row in
 * further methods, because HotSpot never compiles a method of more than 8,000 bytecodes.
 */
final class LoopSource {
  /** The package of generated classes. */
  static final String PACKAGE = "dev.quern.executor.expressions.generated";

  /** The steps in one method; a step takes up to about 80 bytecodes. */
  static final int MAX_METHOD_WEIGHT = 70;

  private static final int MAX_INITIALIZATIONS = 200;

  private final Shape shape;
  private final boolean withNulls;
  private final Map<Integer, DataType> constantTypes = new LinkedHashMap<>();
  private final Set<Integer> columns = new LinkedHashSet<>();
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<String> initializations = new ArrayList<>();
  private final StringBuilder methods = new StringBuilder();
  private final Set<Integer> extracted = new LinkedHashSet<>();
  private final Set<Integer> extractedTruths = new LinkedHashSet<>();

  private LoopSource(Shape shape, boolean withNulls) {
    this.shape = shape;
    this.withNulls = withNulls;
  }

  /** Returns the source of a {@link SelectionLoop} for the shape's only expression. */
  static String ofSelection(Shape shape, boolean withNulls, String className) {
    LoopSource source = new LoopSource(shape, withNulls);
    LoopBody body = new LoopBody(source, 3);
    String condition = body.truth(shape.roots().get(0));
    StringBuilder loop = new StringBuilder();
    loop.append("  public int select(ColumnAddresses columns, int rowCount, int[] selected) {\n");
    loop.append("    bind(columns);\n");
    loop.append(body.locals());
    loop.append("    int count = 0;\n");
    loop.append("    for (int row = 0; row < rowCount; row++) {\n");
    loop.append("      scratch.reset();\n");
    loop.append(body.code());
    loop.append("      selected[count] = row;\n");
    loop.append("      count += ").append(condition).append(" ? 1 : 0;\n");
    loop.append("    }\n    scratch.reset();\n    return count;\n  }\n");
    return source.classText(className, SelectionLoop.class, loop);
  }

  /** Returns the source of a {@link ProjectionLoop} for all expressions of the shape. */
  static String ofProjection(Shape shape, boolean withNulls, String className) {
    LoopSource source = new LoopSource(shape, withNulls);
    StringBuilder main = new StringBuilder();
    main.append("  public void project(\n      ColumnAddresses columns, OutputColumn[] outputs, ");
    main.append("int[] selected, int count) {\n    bind(columns);\n");
    List<Integer> group = new ArrayList<>();
    int weight = 0;
    for (int i = 0; i < shape.roots().size(); i++) {
      int rootWeight = shape.roots().get(i).weight + 1;
      if (!group.isEmpty() && weight + rootWeight > MAX_METHOD_WEIGHT) {
        source.addGroup(group, main);
        group = new ArrayList<>();
        weight = 0;
      }
      group.add(i);
      weight += rootWeight;
    }
    source.addGroup(group, main);
    main.append("  }\n");
    return source.classText(className, ProjectionLoop.class, main);
  }

  private void addGroup(List<Integer> outputs, StringBuilder main) {
    String method = "columns" + outputs.get(0);
    main.append("    ").append(method).append("(outputs, selected, count);\n");
    LoopBody body = new LoopBody(this, 3);
    StringBuilder locals = new StringBuilder();
    for (int output : outputs) {
      Node root = shape.roots().get(output);
      locals.append("    final OutputColumn o").append(output);
      locals.append(" = outputs[").append(output).append("];\n");
      locals.append("    final long a").append(output).append(" = o").append(output);
      locals.append(".data();\n");
      OutputSource.write(body, output, root, body.emit(root));
    }
    methods.append("\n  private void ").append(method);
    methods.append("(OutputColumn[] outputs, int[] selected, int count) {\n");
    methods.append(body.locals()).append(locals);
    methods.append("    for (int i = 0; i < count; i++) {\n");
    methods.append("      final int row = selected == null ? i : selected[i];\n");
    methods.append("      scratch.reset();\n");
    methods.append(body.code()).append("    }\n    scratch.reset();\n  }\n");
  }

  boolean withNulls() {
    return withNulls;
  }

  /** Notes that a column's addresses are needed. */
  void useColumn(int slot) {
    columns.add(slot);
  }

  /** Notes that a constant is needed. */
  void useConstant(Node node) {
    constantTypes.put(node.slot, node.type);
  }

  /** Declares a field unless it is declared. */
  void declare(String name, String declaration) {
    fields.putIfAbsent(name, declaration);
  }

  /** Declares a field with an object of its own unless it is declared. */
  void declareObject(String name, String type, String creation) {
    if (!fields.containsKey(name)) {
      fields.put(name, "private " + type + " " + name + ";");
      initializations.add(name + " = " + creation + ";");
    }
  }

  /** Declares the field that holds a call's state. */
  void useState(Node node) {
    Class<?> stateClass = node.invoked().stateClass();
    if (stateClass == null) {
      throw new IllegalStateException("state without class: " + node.invoked().method());
    }
    String name = "t" + node.stateSlot;
    if (!fields.containsKey(name)) {
      fields.put(name, "private " + stateClass.getName() + " " + name + ";");
      initializations.add(
          String.format(
              Locale.ROOT, "%s = (%s) states[%d];", name, stateClass.getName(), node.stateSlot));
    }
  }

  /** Writes the method that computes the node of a row into fields, unless it is there. */
  void extract(Node node) {
    if (!extracted.add(node.id)) {
      return;
    }
    LoopBody body = new LoopBody(this, 2);
    JavaValue value = body.emit(node);
    int id = node.id;
    StringBuilder method = new StringBuilder();
    method.append("\n  private void compute").append(id).append("(int row) {\n");
    method.append(body.code());
    declare("n" + id, "private boolean n" + id + ";");
    method.append("    this.n").append(id).append(" = ").append(value.isNull()).append(";\n");
    if (node.valueKind != ValueKind.NESTED) {
      String type = JavaValue.javaType(node.valueKind);
      declare("x" + id, "private " + type + " x" + id + ";");
      method.append("    this.x").append(id).append(" = ").append(value.first()).append(";\n");
    }
    if (JavaValue.hasSecond(node.valueKind)) {
      String type = JavaValue.secondType(node.valueKind);
      declare("y" + id, "private " + type + " y" + id + ";");
      method.append("    this.y").append(id).append(" = ").append(value.second()).append(";\n");
    }
    methods.append(method).append("  }\n");
  }

  /** Writes the method that finds whether the condition is true for a row, unless it is there. */
  void extractTruth(Node node) {
    if (!extractedTruths.add(node.id)) {
      return;
    }
    LoopBody body = new LoopBody(this, 2);
    String truth = body.truth(node);
    methods.append("\n  private boolean test").append(node.id).append("(int row) {\n");
    methods.append(body.code());
    methods.append("    return ").append(truth).append(";\n  }\n");
  }

  private String classText(String className, Class<?> base, StringBuilder main) {
    StringBuilder text = new StringBuilder();
    text.append("package ").append(PACKAGE).append(";\n\n");
    text.append("import dev.quern.executor.expressions.loops.*;\n");
    text.append("import dev.quern.executor.expressions.values.*;\n");
    text.append("import dev.quern.executor.memory.Memory;\n");
    text.append("import dev.quern.plan.errors.QueryException;\n\n");
    text.append("/*\n").append(shape.key().replace("*/", "* /")).append("\n*/\n");
    text.append("public final class ").append(className).append(" extends ");
    text.append(base.getSimpleName()).append(" {\n");
    text.append("  private final Scratch scratch = new Scratch();\n");
    appendConstants(text);
    for (int slot : columns) {
      text.append("  private long d").append(slot).append(", v").append(slot);
      text.append(", f").append(slot).append(";\n");
    }
    for (String field : fields.values()) {
      text.append("  ").append(field).append('\n');
    }
    appendInitialization(className, text);
    text.append(main).append(methods);
    appendBind(text);
    return text.append("}\n").toString();
  }

  private void appendConstants(StringBuilder text) {
    for (Map.Entry<Integer, DataType> constant : constantTypes.entrySet()) {
      int slot = constant.getKey();
      ValueKind kind = ValueKind.of(constant.getValue());
      String getter = constantGetter(constant.getValue());
      text.append(
          String.format(Locale.ROOT, "  private %s k%d;\n", JavaValue.javaType(kind), slot));
      initializations.add(
          String.format(Locale.ROOT, "k%d = constants.%s(%d);", slot, getter, slot));
      if (JavaValue.hasSecond(kind)) {
        String second = kind == ValueKind.BYTES ? "length" : "low";
        text.append(
            String.format(Locale.ROOT, "  private %s l%d;\n", JavaValue.secondType(kind), slot));
        initializations.add(
            String.format(Locale.ROOT, "l%d = constants.%s(%d);", slot, second, slot));
      }
    }
  }

  /** Writes the constructor, in several methods if there are many fields. */
  private void appendInitialization(String className, StringBuilder text) {
    StringBuilder parts = new StringBuilder();
    text.append("\n  public ").append(className);
    text.append("(Constants constants, Object[] states) {\n");
    for (int i = 0; i < initializations.size(); i += MAX_INITIALIZATIONS) {
      text.append("    initialize").append(i).append("(constants, states);\n");
      parts.append("  private void initialize").append(i);
      parts.append("(Constants constants, Object[] states) {\n");
      int end = Math.min(initializations.size(), i + MAX_INITIALIZATIONS);
      for (String statement : initializations.subList(i, end)) {
        parts.append("    ").append(statement).append('\n');
      }
      parts.append("  }\n\n");
    }
    text.append("  }\n\n").append(parts);
  }

  private static String constantGetter(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.isShort() ? "shortDecimal" : "high";
    }
    return switch (ValueKind.of(type)) {
      case BOOLEAN -> "bool";
      case LONG -> "number";
      case DOUBLE -> "floating";
      case BYTES -> "address";
      case INT128, NESTED -> throw new IllegalStateException("no constant of " + type.sqlName());
    };
  }

  private void appendBind(StringBuilder text) {
    text.append("\n  private void bind(ColumnAddresses columns) {\n");
    for (int slot : columns) {
      text.append("    d").append(slot).append(" = columns.data(").append(slot).append(");\n");
      text.append("    v").append(slot).append(" = columns.validity(").append(slot).append(");\n");
      text.append("    f").append(slot).append(" = columns.offsets(").append(slot).append(");\n");
    }
    text.append("  }\n");
  }
}
