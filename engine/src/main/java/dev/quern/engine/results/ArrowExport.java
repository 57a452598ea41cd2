package dev.quern.engine.results;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.TransferPair;

/**
 * Turns batches into Arrow data that any Arrow reader understands: short decimals become Arrow
 * decimals.
 */
public final class ArrowExport {
  private ArrowExport() {}

  /** Returns the rows of {@code batch}, which is closed; the caller closes the result. */
  public static VectorSchemaRoot toArrow(Batch batch, BufferAllocator allocator) {
    try (batch) {
      List<FieldVector> vectors = new ArrayList<>();
      for (int i = 0; i < batch.columnCount(); i++) {
        DataType type = batch.schema().type(i);
        vectors.add(
            type instanceof DataType.DecimalType decimal && decimal.isShort()
                ? widen(
                    decimal,
                    batch.schema().field(i).name(),
                    (BigIntVector) batch.vector(i),
                    allocator)
                : moved(batch.vector(i), batch.schema().field(i).name(), allocator));
      }
      return new VectorSchemaRoot(
          vectors.stream().map(FieldVector::getField).toList(), vectors, batch.rowCount());
    }
  }

  /**
   * Returns the batch with its types as they are, in memory of {@code allocator}; takes ownership
   * of {@code batch}. For what outlives the query or combines rows with other memory.
   */
  public static Batch copyOf(Batch batch, BufferAllocator allocator) {
    try (batch) {
      List<FieldVector> vectors = new ArrayList<>();
      for (int i = 0; i < batch.columnCount(); i++) {
        vectors.add(moved(batch.vector(i), batch.schema().field(i).name(), allocator));
      }
      return new Batch(batch.schema(), vectors, batch.rowCount());
    }
  }

  private static FieldVector moved(FieldVector vector, String name, BufferAllocator allocator) {
    Field field = vector.getField();
    TransferPair pair =
        vector.getTransferPair(
            new Field(
                name,
                new FieldType(true, field.getType(), field.getDictionary()),
                field.getChildren()),
            allocator);
    FieldVector moved = (FieldVector) pair.getTo();
    if (vector.getAllocator().getRoot() == allocator.getRoot()) {
      pair.transfer();
    } else {
      copy(vector, moved, allocator);
    }
    return moved;
  }

  /** Buffers cannot move between allocators of different roots. */
  private static void copy(FieldVector from, FieldVector to, BufferAllocator allocator) {
    List<ArrowBuf> copies = new ArrayList<>();
    try {
      for (ArrowBuf buffer : from.getFieldBuffers()) {
        ArrowBuf copy = allocator.buffer(buffer.readableBytes());
        copies.add(copy);
        copy.setBytes(0, buffer, buffer.readerIndex(), buffer.readableBytes());
        copy.writerIndex(buffer.readableBytes());
      }
      to.loadFieldBuffers(new ArrowFieldNode(from.getValueCount(), from.getNullCount()), copies);
    } finally {
      copies.forEach(ArrowBuf::close);
    }
    for (int i = 0; i < from.getChildrenFromFields().size(); i++) {
      copy(from.getChildrenFromFields().get(i), to.getChildrenFromFields().get(i), allocator);
    }
  }

  private static DecimalVector widen(
      DataType.DecimalType type, String name, BigIntVector unscaled, BufferAllocator allocator) {
    DecimalVector wide =
        new DecimalVector(
            name,
            FieldType.nullable(new ArrowType.Decimal(type.precision(), type.scale(), 128)),
            allocator);
    int rowCount = unscaled.getValueCount();
    wide.allocateNew(rowCount);
    for (int i = 0; i < rowCount; i++) {
      if (!unscaled.isNull(i)) {
        wide.set(i, unscaled.get(i));
      }
    }
    wide.setValueCount(rowCount);
    return wide;
  }
}
