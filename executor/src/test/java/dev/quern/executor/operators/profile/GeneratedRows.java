package dev.quern.executor.operators.profile;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.jspecify.annotations.Nullable;

/** Rows of a BIGINT key, computed from the row number, and two BIGINT values. */
final class GeneratedRows implements BatchSource {
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("key", DataTypes.BIGINT),
          Field.of("a", DataTypes.BIGINT),
          Field.of("b", DataTypes.BIGINT));

  private final long rowCount;
  private final int batchRows;
  private final LongUnaryOperator key;
  private final BufferAllocator allocator;
  private long row;

  GeneratedRows(long rowCount, int batchRows, LongUnaryOperator key, BufferAllocator allocator) {
    this.rowCount = rowCount;
    this.batchRows = batchRows;
    this.key = key;
    this.allocator = allocator;
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public @Nullable Batch next() {
    int count = (int) Math.min(batchRows, rowCount - row);
    if (count == 0) {
      return null;
    }
    BigIntVector keys = vector(0, count);
    BigIntVector a = vector(1, count);
    BigIntVector b = vector(2, count);
    for (int i = 0; i < count; i++) {
      Memory.putLong(keys.getDataBuffer().memoryAddress() + 8L * i, key.applyAsLong(row + i));
      Memory.putLong(a.getDataBuffer().memoryAddress() + 8L * i, row + i);
      Memory.putLong(b.getDataBuffer().memoryAddress() + 8L * i, i);
    }
    row += count;
    return new Batch(SCHEMA, List.of(keys, a, b), count);
  }

  private BigIntVector vector(int column, int count) {
    BigIntVector vector = (BigIntVector) ArrowTypes.createVector(SCHEMA.field(column), allocator);
    vector.allocateNew(count);
    Memory.fill(vector.getValidityBuffer().memoryAddress(), (count + 7) / 8, (byte) -1);
    vector.setValueCount(count);
    return vector;
  }

  @Override
  public void close() {}
}
