package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.declaration.StateFactory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expressions as a graph of {@link Node}s, with the column indexes and the constants taken out: two
 * lists of expressions with equal {@link #key()} run the same compiled class. Filled by {@link
 * Lowering}.
 */
final class Shape {
  private record NodeKey(
      Node.Kind kind,
      DataType type,
      List<Integer> operands,
      int slot,
      String implementation,
      @Nullable StateFactory state) {}

  private record StateOrigin(StateFactory factory, List<@Nullable Literal> constants) {}

  private final Map<NodeKey, Node> nodes = new HashMap<>();
  private final Map<Integer, Integer> columnSlots = new LinkedHashMap<>();
  private final Map<Literal, Integer> constantSlots = new LinkedHashMap<>();
  private final Map<Integer, Literal> constants = new HashMap<>();
  private final List<Integer> columns = new ArrayList<>();
  private final List<StateOrigin> states = new ArrayList<>();
  private final List<Node> roots = new ArrayList<>();
  private final StringBuilder key = new StringBuilder();

  /** Returns the expressions' nodes, in order. */
  List<Node> roots() {
    return roots;
  }

  void addRoot(Node root) {
    roots.add(root);
    key.append('#').append(root.id);
  }

  /** Returns the text that is equal for equal shapes only. */
  String key() {
    return key.toString();
  }

  /** Returns for each column slot the index of its column. */
  List<Integer> columns() {
    return columns;
  }

  /** Returns the constants in slot order. */
  List<Literal> constants() {
    return List.copyOf(constantSlots.keySet());
  }

  int nodeCount() {
    return nodes.size();
  }

  /** Returns new states for all places of call that keep one. */
  Object[] newStates() {
    Object[] made = new Object[states.size()];
    for (int i = 0; i < made.length; i++) {
      StateOrigin origin = states.get(i);
      made[i] = origin.factory().create(origin.constants());
    }
    return made;
  }

  /** Returns the constant's value if the node is a constant, else null. */
  @Nullable Literal constantOf(Node node) {
    if (node.kind == Node.Kind.NULL) {
      return Literal.ofNull(node.type);
    }
    return node.kind == Node.Kind.CONSTANT ? constants.get(node.slot) : null;
  }

  Node column(int index, DataType type) {
    Integer slot = columnSlots.get(index);
    if (slot == null) {
      slot = columns.size();
      columnSlots.put(index, slot);
      columns.add(index);
    }
    return intern(Node.Kind.COLUMN, type, List.of(), slot, null, null);
  }

  Node constant(Literal literal) {
    if (literal.isNull()) {
      return intern(Node.Kind.NULL, literal.type(), List.of(), 0, null, null);
    }
    Integer slot = constantSlots.get(literal);
    if (slot == null) {
      slot = constantSlots.size();
      constantSlots.put(literal, slot);
      constants.put(slot, literal);
    }
    return intern(Node.Kind.CONSTANT, literal.type(), List.of(), slot, null, null);
  }

  Node node(Node.Kind kind, DataType type, List<Node> operands) {
    return intern(kind, type, operands, 0, null, null);
  }

  Node invoke(Node.Kind kind, DataType type, List<Node> operands, Implementation implementation) {
    List<@Nullable Literal> constantOperands = new ArrayList<>();
    for (Node operand : operands) {
      constantOperands.add(constantOf(operand));
    }
    return intern(kind, type, operands, 0, implementation, constantOperands);
  }

  /** As {@link #invoke}, with constants for the state that are not operands of the call. */
  Node invokeWithConstants(
      DataType type,
      List<Node> operands,
      Implementation implementation,
      List<@Nullable Literal> stateConstants) {
    return intern(Node.Kind.INVOKE, type, operands, 0, implementation, stateConstants);
  }

  private Node intern(
      Node.Kind kind,
      DataType type,
      List<Node> operands,
      int slot,
      @Nullable Implementation implementation,
      @Nullable List<@Nullable Literal> stateConstants) {
    if (type.isNested() && kind != Node.Kind.COLUMN) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Values of this type cannot be computed, only passed on: type=" + type.sqlName());
    }
    List<Integer> ids = new ArrayList<>(operands.size());
    for (Node operand : operands) {
      ids.add(operand.id);
    }
    StateFactory factory = implementation == null ? null : implementation.state();
    String name = implementation == null ? "" : implementation.key();
    if (factory != null && stateConstants != null && stateConstants.size() != operands.size()) {
      // The constants hide in the state: never taken for another call's.
      slot = nodes.size();
    }
    NodeKey nodeKey = new NodeKey(kind, type, ids, slot, name, factory);
    Node known = nodes.get(nodeKey);
    if (known != null) {
      return known;
    }
    int stateSlot = -1;
    if (factory != null && stateConstants != null) {
      stateSlot = states.size();
      states.add(new StateOrigin(factory, stateConstants));
    }
    Node node = new Node(nodes.size(), kind, type, operands, slot, implementation, stateSlot);
    nodes.put(nodeKey, node);
    describe(node, name);
    return node;
  }

  private void describe(Node node, String name) {
    key.append(node.id).append('=').append(node.kind).append(' ').append(node.type.sqlName());
    key.append(' ').append(node.slot).append(' ').append(name).append('(');
    for (Node operand : node.operands) {
      key.append(operand.id).append(',');
    }
    key.append(")\n");
  }
}
