package dev.quern.executor.formats.arrow;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.formats.arrow.IpcFile.IpcMessage;
import dev.quern.executor.formats.text.PartitionColumns;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/** The needed columns of a record batch in memory, which leave it piece by piece. */
final class LoadedBatch implements AutoCloseable {
  /** How the values of a column come out. */
  private interface Source extends AutoCloseable {
    FieldVector slice(int from, int count);

    @Override
    void close();
  }

  private final IpcFile file;
  private final MessageBody body;
  private final ColumnLoader loader;
  private final BufferAllocator allocator;
  private final List<Source> sources = new ArrayList<>();
  private final int rowCount;
  private int done;

  LoadedBatch(
      IpcFile file,
      IpcMessage message,
      RecordBatch batch,
      BufferAllocator allocator,
      LongConsumer bytesRead) {
    this.file = file;
    this.allocator = allocator;
    this.body = new MessageBody(file, message, batch, allocator, bytesRead);
    this.loader = new ColumnLoader(body);
    this.rowCount = body.rowCount();
  }

  /** Loads a column of the file. */
  void load(FileColumn column, Dictionaries dictionaries) {
    DictionaryEncoding encoding = column.dictionary();
    if (encoding == null) {
      FieldVector vector =
          loader.load(column.type(), column.field(), column.node(), column.firstBuffer());
      sources.add(new Plain(vector, allocator));
      return;
    }
    @Nullable FieldVector entries = dictionaries.find(encoding.getId());
    if (entries == null) {
      throw IpcErrors.malformed(
          file.path(), 0, "no dictionary of column " + column.field().name(), null);
    }
    ArrowType.Int type = encoding.getIndexType();
    ArrowBuf indexes =
        loader.indexes(
            type,
            column.field().name(),
            column.node(),
            column.firstBuffer(),
            entries.getValueCount());
    sources.add(new Encoded(column, entries, indexes, allocator));
  }

  /** Adds a column that the file lacks. */
  void addNulls(dev.quern.plan.types.Field field) {
    sources.add(new Nulls(field, allocator));
  }

  void addPartition(PartitionColumns partitions, int column) {
    sources.add(new Partition(partitions, column));
  }

  /** Returns at most {@code most} of the rows that are left, or null if there are none. */
  @Nullable Batch next(Schema schema, int most) {
    int count = Math.min(most, rowCount - done);
    if (count == 0) {
      return null;
    }
    List<FieldVector> vectors = new ArrayList<>(sources.size());
    try {
      for (Source source : sources) {
        vectors.add(source.slice(done, count));
      }
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
    done += count;
    return new Batch(schema, vectors, count);
  }

  @Override
  public void close() {
    sources.forEach(Source::close);
    sources.clear();
  }

  private record Plain(FieldVector vector, BufferAllocator allocator) implements Source {
    @Override
    public FieldVector slice(int from, int count) {
      return VectorGather.slice(vector, from, count, allocator);
    }

    @Override
    public void close() {
      vector.close();
    }
  }

  /** The dictionary may change before the next batch, but not while this one is read. */
  private record Encoded(
      FileColumn column, FieldVector entries, ArrowBuf indexes, BufferAllocator allocator)
      implements Source {
    @Override
    public FieldVector slice(int from, int count) {
      int[] rows = new int[count];
      for (int i = 0; i < count; i++) {
        rows[i] = Memory.getInt(indexes.memoryAddress() + 4L * (from + i));
      }
      return VectorGather.gather(entries, column.field(), rows, 0, count, allocator);
    }

    @Override
    public void close() {
      indexes.close();
    }
  }

  private record Nulls(dev.quern.plan.types.Field field, BufferAllocator allocator)
      implements Source {
    @Override
    public FieldVector slice(int from, int count) {
      FieldVector vector = dev.quern.executor.batch.ArrowTypes.createVector(field, allocator);
      vector.setInitialCapacity(count);
      vector.allocateNew();
      vector.setValueCount(count);
      return vector;
    }

    @Override
    public void close() {}
  }

  private record Partition(PartitionColumns partitions, int column) implements Source {
    @Override
    public FieldVector slice(int from, int count) {
      return partitions.vector(column, count);
    }

    @Override
    public void close() {}
  }
}
