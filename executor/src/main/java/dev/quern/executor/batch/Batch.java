package dev.quern.executor.batch;

import dev.quern.plan.errors.Checks;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.util.TransferPair;

/**
 * {@code rowCount} rows x {@code schema.size()} columns as Arrow vectors, see {@link ArrowTypes}.
 * Has exactly one owner, who closes it; handing a batch on is handing over ownership. A batch may
 * have rows and no columns. Not thread-safe, but may be handed from one thread to another.
 */
public final class Batch implements AutoCloseable {
  private final Schema schema;
  private final List<FieldVector> vectors;
  private final int rowCount;

  /** Takes ownership of {@code vectors}, one for each column, each with {@code rowCount} values. */
  public Batch(Schema schema, List<? extends FieldVector> vectors, int rowCount) {
    Checks.check(
        schema.size() == vectors.size(),
        "%s columns but %s vectors",
        schema.size(),
        vectors.size());
    this.schema = schema;
    this.vectors = List.copyOf(vectors);
    this.rowCount = rowCount;
  }

  public Schema schema() {
    return schema;
  }

  public int rowCount() {
    return rowCount;
  }

  public int columnCount() {
    return vectors.size();
  }

  /** Returns the column's vector, still owned by this batch. */
  public FieldVector vector(int columnIndex) {
    return vectors.get(columnIndex);
  }

  /** Returns all vectors in column order, still owned by this batch. */
  public List<FieldVector> vectors() {
    return vectors;
  }

  /** Returns the bytes that the values take. */
  public long sizeBytes() {
    long bytes = 0;
    for (FieldVector vector : vectors) {
      bytes += vector.getBufferSize();
    }
    return bytes;
  }

  /**
   * Returns rows {@code [offset, offset + length)} as a batch of its own that shares this one's
   * memory; both must be closed. The memory is charged to {@code allocator}.
   */
  public Batch slice(int offset, int length, BufferAllocator allocator) {
    List<FieldVector> slices = new ArrayList<>(vectors.size());
    for (FieldVector vector : vectors) {
      slices.add(VectorSlices.slice(vector, vector.getField(), offset, length, allocator));
    }
    return new Batch(schema, slices, length);
  }

  /** Returns rows {@code [offset, offset + length)} and closes this batch. */
  public Batch sliceAndRelease(int offset, int length, BufferAllocator allocator) {
    if (offset == 0 && length == rowCount) {
      return this;
    }
    try (this) {
      return slice(offset, length, allocator);
    }
  }

  /**
   * Returns the same rows with their memory charged to {@code allocator}, and empties this batch.
   */
  public Batch transferTo(BufferAllocator allocator) {
    List<FieldVector> moved = new ArrayList<>(vectors.size());
    for (FieldVector vector : vectors) {
      TransferPair pair = vector.getTransferPair(vector.getField(), allocator);
      pair.transfer();
      moved.add((FieldVector) pair.getTo());
    }
    return new Batch(schema, moved, rowCount);
  }

  /**
   * Returns the same rows under another schema of the same types (renamed columns); this batch must
   * not be used again.
   */
  public Batch withSchema(Schema newSchema) {
    return new Batch(newSchema, vectors, rowCount);
  }

  @Override
  public void close() {
    for (FieldVector vector : vectors) {
      vector.close();
    }
  }
}
