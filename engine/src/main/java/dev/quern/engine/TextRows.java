package dev.quern.engine;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;

/** A few rows of text columns: what DESCRIBE, SHOW and SUMMARIZE give. */
final class TextRows implements BatchSource {
  private final Schema schema;
  private final List<List<@Nullable String>> rows;
  private final BufferAllocator allocator;
  private boolean isDone;

  TextRows(List<String> columns, List<List<@Nullable String>> rows, BufferAllocator allocator) {
    this.schema =
        new Schema(columns.stream().map(name -> Field.of(name, DataTypes.VARCHAR)).toList());
    this.rows = rows;
    this.allocator = allocator;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    if (isDone || rows.isEmpty()) {
      return null;
    }
    isDone = true;
    List<FieldVector> vectors = new ArrayList<>();
    for (int column = 0; column < schema.size(); column++) {
      VarCharVector vector =
          (VarCharVector) ArrowTypes.createVector(schema.field(column), allocator);
      for (int row = 0; row < rows.size(); row++) {
        String text = rows.get(row).get(column);
        if (text == null) {
          vector.setNull(row);
        } else {
          vector.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
        }
      }
      vector.setValueCount(rows.size());
      vectors.add(vector);
    }
    return new Batch(schema, vectors, rows.size());
  }

  @Override
  public void close() {
    isDone = true;
  }
}
