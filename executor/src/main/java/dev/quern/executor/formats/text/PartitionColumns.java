package dev.quern.executor.formats.text;

import dev.quern.executor.formats.listing.PartitionLiteral;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** The partition columns of the file that is being read: one value each, the same for all rows. */
public final class PartitionColumns implements AutoCloseable {
  private final Schema schema;
  private final BufferAllocator allocator;
  private final Map<Integer, ColumnBuffer> values = new HashMap<>();
  private @Nullable SourceFile file;

  public PartitionColumns(Schema schema, BufferAllocator allocator) {
    this.schema = schema;
    this.allocator = allocator;
  }

  /** Goes to a file; its folders are read as their columns are asked for. */
  public void startFile(SourceFile next) {
    close();
    file = next;
  }

  /**
   * Returns the value of a column.
   *
   * @throws dev.quern.plan.errors.QueryException INVALID_CAST if the folder's name is no value of
   *     the column's type
   */
  private ColumnBuffer value(int column) {
    return values.computeIfAbsent(
        column,
        unused -> {
          SourceFile current = Objects.requireNonNull(file, "no file was started");
          Field field = schema.field(column);
          Literal value =
              PartitionLiteral.of(current.partitionValues().get(column), field, current);
          return ColumnBuffer.of(value, field, allocator);
        });
  }

  /** Returns {@code count} times the value of a column; the caller closes it. */
  public FieldVector vector(int column, int count) {
    return VectorGather.gather(
        value(column).vector(), schema.field(column), new int[count], 0, count, allocator);
  }

  /** Writes {@code count} times the value of a column. */
  public void fill(int column, int count, ColumnBuffer target, int firstRow) {
    target.gather(value(column), new int[count], count, firstRow);
  }

  @Override
  public void close() {
    values.values().forEach(ColumnBuffer::close);
    values.clear();
  }
}
