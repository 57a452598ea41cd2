package dev.quern.executor.formats.arrow;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.TransferPair;

/** Batches as Arrow data that any reader understands: short decimals become Arrow decimals. */
final class ExportedColumns {
  private final Schema schema;
  private final BufferAllocator allocator;
  private final List<Field> fields = new ArrayList<>();

  /** Throws UNSUPPORTED for columns that cannot be written yet. */
  ExportedColumns(Schema schema, BufferAllocator allocator) {
    this.schema = schema;
    this.allocator = allocator;
    for (dev.quern.plan.types.Field field : schema.fields()) {
      fields.add(exported(field));
    }
  }

  private static Field exported(dev.quern.plan.types.Field field) {
    if (field.type().isNested()) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Cannot write values of this type as Arrow yet: column="
              + field.name()
              + ", type="
              + field.type().sqlName()
              + "; cast it to VARCHAR");
    }
    ArrowType type =
        field.type() instanceof DataType.DecimalType decimal
            ? new ArrowType.Decimal(decimal.precision(), decimal.scale(), 128)
            : ArrowTypes.toArrow(field).getType();
    return new Field(field.name(), FieldType.nullable(type), null);
  }

  org.apache.arrow.vector.types.pojo.Schema schema() {
    return new org.apache.arrow.vector.types.pojo.Schema(fields);
  }

  /** Returns the rows of {@code batch}, which is closed; the caller closes the result. */
  VectorSchemaRoot export(Batch batch) {
    List<FieldVector> vectors = new ArrayList<>();
    try (batch) {
      for (int i = 0; i < fields.size(); i++) {
        FieldVector vector = batch.vector(i);
        boolean isShort =
            schema.type(i) instanceof DataType.DecimalType decimal && decimal.isShort();
        vectors.add(
            isShort ? widened((BigIntVector) vector, fields.get(i)) : moved(vector, fields.get(i)));
      }
      return new VectorSchemaRoot(fields, vectors, batch.rowCount());
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  private FieldVector moved(FieldVector vector, Field field) {
    TransferPair pair = vector.getTransferPair(field, allocator);
    pair.transfer();
    return (FieldVector) pair.getTo();
  }

  private DecimalVector widened(BigIntVector unscaled, Field field) {
    DecimalVector wide = new DecimalVector(field, allocator);
    int rowCount = unscaled.getValueCount();
    wide.allocateNew(Math.max(1, rowCount));
    long source = unscaled.getDataBuffer().memoryAddress();
    long target = wide.getDataBuffer().memoryAddress();
    for (int i = 0; i < rowCount; i++) {
      long value = Memory.getLong(source + 8L * i);
      Memory.putLong(target + 16L * i, value);
      Memory.putLong(target + 16L * i + 8, value >> 63);
    }
    Memory.copy(
        unscaled.getValidityBuffer().memoryAddress(),
        wide.getValidityBuffer().memoryAddress(),
        (rowCount + 7L) / 8);
    wide.setValueCount(rowCount);
    return wide;
  }
}
