package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one nested column of one row group, front to back: all its leaves, put together
 * to one vector. Not thread-safe.
 */
final class NestedReader implements AutoCloseable {
  private final ChunkSource source;
  private final RowGroup rowGroup;
  private final Field field;
  private final BufferAllocator allocator;
  private final List<NestedLeafReader> leaves = new ArrayList<>();
  private final NestedPart root;
  private long pendingSkip;

  /** Reads as {@code field.type()}, for which {@link #canRead} holds. */
  NestedReader(ChunkSource source, SchemaNode node, RowGroup rowGroup, Field field) {
    this.source = source;
    this.rowGroup = rowGroup;
    this.field = field;
    this.allocator = source.allocator();
    this.root = build(node, field, List.of());
  }

  /** Returns whether values of {@code node} can appear as values of {@code type}. */
  static boolean canRead(SchemaNode node, DataType type) {
    LeafColumn leaf = node.leaf();
    if (leaf != null) {
      return !type.isNested() && ValueDecoders.canRead(leaf, type);
    }
    if (type instanceof DataType.ListType list) {
      return node.kind() == SchemaNode.Kind.LIST && canRead(node.children().get(0), list.element());
    }
    if (type instanceof DataType.MapType map) {
      return node.kind() == SchemaNode.Kind.MAP
          && canRead(node.children().get(0), map.key())
          && canRead(node.children().get(1), map.value());
    }
    return node.kind() == SchemaNode.Kind.STRUCT
        && type instanceof DataType.StructType struct
        && canReadMembers(node, struct);
  }

  /** A member that the file does not have is null, but one it must have: that knows the levels. */
  private static boolean canReadMembers(SchemaNode node, DataType.StructType type) {
    boolean any = false;
    for (Field member : type.members()) {
      SchemaNode child = member(node, member.name());
      if (child != null && !canRead(child, member.type())) {
        return false;
      }
      any |= child != null;
    }
    return any;
  }

  private static @Nullable SchemaNode member(SchemaNode struct, String name) {
    for (SchemaNode child : struct.children()) {
      if (child.name().equals(name)) {
        return child;
      }
    }
    return null;
  }

  private NestedPart build(SchemaNode node, Field wished, List<SchemaNode> above) {
    LeafColumn leaf = node.leaf();
    if (leaf != null) {
      ColumnMetaData chunk = rowGroup.getColumns().get(leaf.index()).getMeta_data();
      List<NestedStep> steps = above.stream().map(NestedStep::new).toList();
      NestedLeafReader reader = new NestedLeafReader(source, leaf, chunk, wished, steps);
      leaves.add(reader);
      return NestedPart.ofLeaf(reader);
    }
    int firstLeaf = leaves.size();
    List<SchemaNode> path = new ArrayList<>(above);
    path.add(node);
    List<@Nullable NestedPart> children = new ArrayList<>();
    if (wished.type() instanceof DataType.ListType list) {
      children.add(build(node.children().get(0), Field.of("element", list.element()), path));
    } else if (wished.type() instanceof DataType.MapType map) {
      children.add(build(node.children().get(0), Field.of("key", map.key()), path));
      children.add(build(node.children().get(1), Field.of("value", map.value()), path));
    } else {
      for (Field member : ((DataType.StructType) wished.type()).members()) {
        SchemaNode child = member(node, member.name());
        children.add(child == null ? null : build(child, member, path));
      }
    }
    return NestedPart.ofStructure(
        node, children, leaves.subList(firstLeaf, leaves.size()), above.size());
  }

  /** Skips rows; may be lazy. */
  void skip(long rows) {
    pendingSkip += rows;
  }

  /**
   * Returns values of the next {@code rows} rows as a vector that the caller owns.
   *
   * @param selected those to return, counted from the next row and ascending; null = all
   * @param count how many of {@code selected} count
   */
  FieldVector read(int rows, int @Nullable [] selected, int count) {
    if (pendingSkip > 0) {
      leaves.forEach(leaf -> leaf.read(pendingSkip, null));
      pendingSkip = 0;
    }
    if (selected == null) {
      return readAll(rows);
    }
    try (FieldVector all = readAll(rows)) {
      return VectorGather.gather(all, field, selected, 0, count, allocator);
    }
  }

  private FieldVector readAll(int rows) {
    FieldVector vector = ArrowTypes.createVector(field, allocator);
    boolean isDone = false;
    try {
      root.open(allocator, rows);
      leaves.forEach(leaf -> root.read(leaf, rows));
      root.moveTo(vector);
      isDone = true;
      return vector;
    } catch (CorruptDataException e) {
      throw FileErrors.malformedColumn(
          source.footer().path(),
          field.name(),
          Footer.start(rowGroup),
          String.valueOf(e.getMessage()),
          e);
    } finally {
      root.close();
      if (!isDone) {
        vector.close();
      }
    }
  }

  @Override
  public void close() {
    leaves.forEach(NestedLeafReader::close);
  }
}
