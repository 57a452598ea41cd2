package dev.quern.executor.formats.text;

import dev.quern.executor.formats.listing.PartitionLiteral;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** The partition columns of the file that is being read: one value each, the same for all rows. */
public final class PartitionColumns implements AutoCloseable {
  private final Schema schema;
  private final BufferAllocator allocator;
  private final List<ColumnBuffer> values = new ArrayList<>();

  public PartitionColumns(Schema schema, BufferAllocator allocator) {
    this.schema = schema;
    this.allocator = allocator;
  }

  /**
   * Reads the values of a file.
   *
   * @throws dev.quern.plan.errors.QueryException INVALID_CAST if a folder's name is no value of its
   *     column's type
   */
  public void startFile(SourceFile file) {
    close();
    for (int i = 0; i < schema.size(); i++) {
      Field field = schema.field(i);
      Literal value = PartitionLiteral.of(file.partitionValues().get(i), field, file);
      values.add(ColumnBuffer.of(value, field, allocator));
    }
  }

  /** Returns {@code count} times the value of a column; the caller closes it. */
  public FieldVector vector(int column, int count) {
    return VectorGather.gather(
        values.get(column).vector(), schema.field(column), new int[count], 0, count, allocator);
  }

  /** Writes {@code count} times the value of a column. */
  public void fill(int column, int count, ColumnBuffer target, int firstRow) {
    target.gather(values.get(column), new int[count], count, firstRow);
  }

  @Override
  public void close() {
    values.forEach(ColumnBuffer::close);
    values.clear();
  }
}
