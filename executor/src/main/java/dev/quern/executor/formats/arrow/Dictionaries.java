package dev.quern.executor.formats.arrow;

import dev.quern.executor.formats.arrow.IpcFile.IpcMessage;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** The dictionaries of the columns that are read, by their ids. */
final class Dictionaries implements AutoCloseable {
  private final IpcFile file;
  private final BufferAllocator allocator;
  private final LongConsumer bytesRead;
  private final Map<Long, ArrowType> types = new HashMap<>();
  private final Map<Long, FieldVector> values = new HashMap<>();

  Dictionaries(IpcFile file, BufferAllocator allocator, LongConsumer bytesRead) {
    this.file = file;
    this.allocator = allocator;
    this.bytesRead = bytesRead;
  }

  /** Asks for a dictionary. */
  void need(long id, ArrowType type) {
    types.put(id, type);
  }

  /** Reads the dictionaries of a file with a footer. */
  void readAll() {
    if (types.isEmpty()) {
      return;
    }
    for (long offset : file.dictionaryBlocks()) {
      IpcMessage message = file.next(offset);
      DictionaryBatch batch = message == null ? null : file.dictionaryBatch(message);
      if (message == null || batch == null) {
        throw IpcErrors.malformed(file.path(), offset, "no dictionary at this place", null);
      }
      read(message, batch);
    }
  }

  /** Reads a dictionary if it is asked for; it replaces the one of the same id. */
  void read(IpcMessage message, DictionaryBatch batch) {
    ArrowType type = types.get(file.checked(message.start(), batch::id));
    if (type == null) {
      return;
    }
    long id = batch.id();
    if (batch.isDelta()) {
      throw IpcErrors.unsupported(
          file.path(), "(dictionary " + id + ")", "dictionaries that grow are not supported");
    }
    RecordBatch data = file.checked(message.start(), batch::data);
    DataType valueType = IpcTypes.typeOf(type).orElseThrow();
    MessageBody body = new MessageBody(file, message, data, allocator, bytesRead);
    FieldVector loaded = new ColumnLoader(body).load(type, Field.of("dictionary", valueType), 0, 0);
    FieldVector replaced = values.put(id, loaded);
    if (replaced != null) {
      replaced.close();
    }
  }

  /** Returns a dictionary's entries, which stay owned here; null if the file has none. */
  @Nullable FieldVector find(long id) {
    return values.get(id);
  }

  @Override
  public void close() {
    values.values().forEach(FieldVector::close);
    values.clear();
  }
}
