package dev.quern.engine.results;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Turns batches into Arrow data that any Arrow reader understands: short decimals become Arrow
 * decimals, also those inside of lists, structs and maps.
 */
public final class ArrowExport {
  private static final int DECIMAL_BYTES = 16;

  private ArrowExport() {}

  /** Returns the columns as {@link #toArrow(Batch, BufferAllocator)} gives them. */
  public static org.apache.arrow.vector.types.pojo.Schema toArrow(Schema schema) {
    return new org.apache.arrow.vector.types.pojo.Schema(
        schema.fields().stream().map(field -> exported(field, true)).toList());
  }

  /** Returns the rows of {@code batch}, which is closed; the caller closes the result. */
  public static VectorSchemaRoot toArrow(Batch batch, BufferAllocator allocator) {
    org.apache.arrow.vector.types.pojo.Schema schema = toArrow(batch.schema());
    List<FieldVector> vectors = new ArrayList<>();
    try (batch) {
      for (int i = 0; i < batch.columnCount(); i++) {
        FieldVector vector = schema.getFields().get(i).createVector(allocator);
        vectors.add(vector);
        load(batch.schema().type(i), batch.vector(i), vector, allocator);
      }
      return new VectorSchemaRoot(schema.getFields(), vectors, batch.rowCount());
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  /**
   * Returns the batch with its types as they are, in memory of {@code allocator}; takes ownership
   * of {@code batch}. For what outlives the query or combines rows with other memory.
   */
  public static Batch copyOf(Batch batch, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    try (batch) {
      for (int i = 0; i < batch.columnCount(); i++) {
        FieldVector vector = ArrowTypes.createVector(batch.schema().field(i), allocator);
        vectors.add(vector);
        loadAsItIs(batch.vector(i), vector, allocator);
      }
      return new Batch(batch.schema(), vectors, batch.rowCount());
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  private static org.apache.arrow.vector.types.pojo.Field exported(Field field, boolean nullable) {
    ArrowType type =
        field.type() instanceof DataType.DecimalType decimal
            ? new ArrowType.Decimal(decimal.precision(), decimal.scale(), 128)
            : ArrowTypes.toArrow(field).getType();
    return new org.apache.arrow.vector.types.pojo.Field(
        field.name(), new FieldType(nullable, type, null), children(field.type()));
  }

  private static List<org.apache.arrow.vector.types.pojo.Field> children(DataType type) {
    if (type instanceof DataType.ListType list) {
      return List.of(exported(Field.of("element", list.element()), true));
    }
    if (type instanceof DataType.StructType struct) {
      return struct.members().stream().map(member -> exported(member, true)).toList();
    }
    if (type instanceof DataType.MapType map) {
      return List.of(
          new org.apache.arrow.vector.types.pojo.Field(
              "entries",
              new FieldType(false, ArrowType.Struct.INSTANCE, null),
              List.of(
                  exported(Field.of("key", map.key()), false),
                  exported(Field.of("value", map.value()), true))));
    }
    return List.of();
  }

  private static void load(
      DataType type, FieldVector from, FieldVector to, BufferAllocator allocator) {
    if (type instanceof DataType.DecimalType decimal && decimal.isShort()) {
      loadWidened((BigIntVector) from, to, allocator);
      return;
    }
    loadOwn(from, to, allocator);
    if (type instanceof DataType.ListType list) {
      load(list.element(), child(from, 0), child(to, 0), allocator);
    } else if (type instanceof DataType.StructType struct) {
      for (int i = 0; i < struct.members().size(); i++) {
        load(struct.members().get(i).type(), child(from, i), child(to, i), allocator);
      }
    } else if (type instanceof DataType.MapType map) {
      FieldVector fromEntries = child(from, 0);
      FieldVector toEntries = child(to, 0);
      loadOwn(fromEntries, toEntries, allocator);
      load(map.key(), child(fromEntries, 0), child(toEntries, 0), allocator);
      load(map.value(), child(fromEntries, 1), child(toEntries, 1), allocator);
    }
  }

  private static void loadAsItIs(FieldVector from, FieldVector to, BufferAllocator allocator) {
    loadOwn(from, to, allocator);
    for (int i = 0; i < from.getChildrenFromFields().size(); i++) {
      loadAsItIs(child(from, i), child(to, i), allocator);
    }
  }

  private static FieldVector child(FieldVector vector, int index) {
    return vector.getChildrenFromFields().get(index);
  }

  /** Gives {@code to} the buffers of {@code from}, not those of its children. */
  private static void loadOwn(FieldVector from, FieldVector to, BufferAllocator allocator) {
    List<ArrowBuf> buffers = from.getFieldBuffers();
    ArrowFieldNode node = new ArrowFieldNode(from.getValueCount(), from.getNullCount());
    if (from.getAllocator().getRoot() == allocator.getRoot()) {
      to.loadFieldBuffers(node, buffers);
      return;
    }
    // Buffers cannot move between allocators of different roots.
    List<ArrowBuf> copies = new ArrayList<>();
    try {
      for (ArrowBuf buffer : buffers) {
        ArrowBuf copy = allocator.buffer(buffer.readableBytes());
        copies.add(copy);
        copy.setBytes(0, buffer, buffer.readerIndex(), buffer.readableBytes());
        copy.writerIndex(buffer.readableBytes());
      }
      to.loadFieldBuffers(node, copies);
    } finally {
      copies.forEach(ArrowBuf::close);
    }
  }

  /** Gives a 16-byte decimal vector the values of an unscaled one. */
  private static void loadWidened(BigIntVector from, FieldVector to, BufferAllocator allocator) {
    int count = from.getValueCount();
    long validityBytes = (count + 7L) / 8;
    try (ArrowBuf validity = allocator.buffer(validityBytes);
        ArrowBuf wide = allocator.buffer((long) count * DECIMAL_BYTES)) {
      if (count > 0) {
        ArrowBuf source = from.getDataBuffer();
        for (long i = 0; i < count; i++) {
          long value = source.getLong(i * Long.BYTES);
          wide.setLong(i * DECIMAL_BYTES, value);
          wide.setLong(i * DECIMAL_BYTES + Long.BYTES, value >> 63);
        }
        validity.setBytes(0, from.getValidityBuffer(), 0, validityBytes);
      }
      validity.writerIndex(validityBytes);
      wide.writerIndex((long) count * DECIMAL_BYTES);
      to.loadFieldBuffers(new ArrowFieldNode(count, from.getNullCount()), List.of(validity, wide));
    }
  }
}
