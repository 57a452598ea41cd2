package dev.quern.executor.formats.text;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

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
   * @throws QueryException INVALID_CAST if a folder's name is no value of its column's type
   */
  public void startFile(SourceFile file) {
    close();
    for (int i = 0; i < schema.size(); i++) {
      ColumnBuffer value = new ColumnBuffer(schema.field(i), 1, allocator);
      values.add(value);
      write(file, schema.field(i), file.partitionValues().get(i), value);
      value.finish(1);
    }
  }

  /** Returns {@code count} times the value of a column; the caller closes it. */
  public FieldVector vector(int column, int count) {
    return VectorGather.gather(
        values.get(column).vector(), schema.field(column), new int[count], 0, count, allocator);
  }

  private void write(SourceFile file, Field field, @Nullable String text, ColumnBuffer target) {
    if (text == null) {
      ValueReader.putNull(target, 0);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (ArrowBuf buffer = allocator.buffer((long) bytes.length + TextWindow.PADDING)) {
      long start = buffer.memoryAddress();
      Memory.copyFrom(bytes, 0, start, bytes.length);
      ValueReader reader = ValueReader.of(field.type());
      if (!reader.read(start, start + bytes.length, target, 0)) {
        throw new QueryException(
            ErrorCode.INVALID_CAST,
            "Cannot read partition column as "
                + field.type().sqlName()
                + ": file="
                + file.path()
                + ", column="
                + field.name()
                + ", value=\""
                + text
                + "\", reason="
                + reader.problem());
      }
    }
  }

  @Override
  public void close() {
    values.forEach(ColumnBuffer::close);
    values.clear();
  }
}
