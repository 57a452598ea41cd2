package dev.quern.executor.formats.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.jspecify.annotations.Nullable;

/** A node of a nested column together with the output of its values in the current window. */
final class NestedPart implements AutoCloseable {
  private final SchemaNode.@Nullable Kind kind;
  private final String name;

  /** A struct's members that the file does not have are null. */
  private final List<@Nullable NestedPart> children;

  /** Below this node; of a leaf itself. */
  private final List<NestedLeafReader> leaves;

  /** How many lists and structs are above this node. */
  private final int depth;

  private @Nullable StructureOutput structure;
  private @Nullable ColumnOutput values;

  private NestedPart(
      SchemaNode.@Nullable Kind kind,
      String name,
      List<@Nullable NestedPart> children,
      List<NestedLeafReader> leaves,
      int depth) {
    this.kind = kind;
    this.name = name;
    this.children = children;
    this.leaves = List.copyOf(leaves);
    this.depth = depth;
  }

  static NestedPart ofLeaf(NestedLeafReader leaf) {
    return new NestedPart(null, leaf.field().name(), List.of(), List.of(leaf), leaf.steps().size());
  }

  static NestedPart ofStructure(
      SchemaNode node,
      List<@Nullable NestedPart> children,
      List<NestedLeafReader> leaves,
      int depth) {
    return new NestedPart(node.kind(), node.name(), children, leaves, depth);
  }

  /** Opens the outputs of a window. */
  void open(BufferAllocator allocator, int rows) {
    if (kind == null) {
      values = new ColumnOutput(leaves.get(0).field(), allocator, Math.max(rows, 1));
      return;
    }
    StructureOutput output = new StructureOutput(name, kind != SchemaNode.Kind.STRUCT, allocator);
    structure = output;
    for (int i = 0; i < leaves.size(); i++) {
      leaves.get(i).steps().get(depth).start(i == 0 ? output : null);
    }
    for (NestedPart child : children) {
      if (child != null) {
        child.open(allocator, rows);
      }
    }
  }

  /** Reads the window's rows of a leaf that is this node or below it. */
  void read(NestedLeafReader leaf, int rows) {
    if (kind == null) {
      leaf.read(rows, values);
      return;
    }
    for (NestedPart child : children) {
      if (child != null && child.leaves.contains(leaf)) {
        child.read(leaf, rows);
      }
    }
  }

  /** Gives what was read to an empty vector. */
  void moveTo(FieldVector vector) {
    if (kind == null) {
      Objects.requireNonNull(values).finish().makeTransferPair(vector).transfer();
      return;
    }
    NestedStep counts = agreedCounts();
    Objects.requireNonNull(structure).moveTo(vector, counts.elements);
    List<FieldVector> members = members(vector, counts.elements);
    for (int i = 0; i < members.size(); i++) {
      NestedPart child = children.get(i);
      if (child == null) {
        fillWithNulls(members.get(i), counts.rows);
      } else {
        child.moveTo(members.get(i));
      }
    }
  }

  private static List<FieldVector> members(FieldVector vector, int elements) {
    if (vector instanceof StructVector struct) {
      return struct.getChildrenFromFields();
    }
    FieldVector data = ((ListVector) vector).getDataVector();
    if (!(vector instanceof MapVector)) {
      return List.of(data);
    }
    data.loadFieldBuffers(new ArrowFieldNode(elements, 0), List.of(data.getAllocator().getEmpty()));
    return new ArrayList<>(data.getChildrenFromFields());
  }

  private static void fillWithNulls(FieldVector vector, int rows) {
    vector.setInitialCapacity(rows);
    vector.allocateNew();
    vector.setValueCount(rows);
  }

  private NestedStep agreedCounts() {
    NestedStep first = leaves.get(0).steps().get(depth);
    for (NestedLeafReader leaf : leaves) {
      NestedStep step = leaf.steps().get(depth);
      CorruptDataException.check(
          step.rows == first.rows && step.elements == first.elements,
          "columns of one list or struct differ in length: " + name);
    }
    return first;
  }

  @Override
  public void close() {
    if (structure != null) {
      structure.close();
      structure = null;
    }
    if (values != null) {
      values.close();
      values = null;
    }
    for (NestedPart child : children) {
      if (child != null) {
        child.close();
      }
    }
  }
}
