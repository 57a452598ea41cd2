package dev.quern.executor.formats.arrow;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.ScanConditions;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.arrow.IpcFile.IpcMessage;
import dev.quern.executor.formats.text.PartitionColumns;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/** Reads the record batches that begin in the splits of one task. */
final class ArrowScan implements BatchSource {
  private final ScanRequest request;
  private final ScanConditions conditions;
  private final PartitionColumns partitions;
  private final Deque<Split> splits;
  private final Deque<Long> blocks = new ArrayDeque<>();
  private final List<@Nullable FileColumn> columns = new ArrayList<>();
  private @Nullable IpcFile file;
  private @Nullable Dictionaries dictionaries;
  private long streamPosition;
  private @Nullable LoadedBatch loaded;

  ArrowScan(ScanRequest request) {
    this.request = request;
    this.conditions = new ScanConditions(request);
    this.partitions =
        new PartitionColumns(request.scan().source().partitionSchema(), request.allocator());
    this.splits = new ArrayDeque<>(request.splits());
  }

  @Override
  public Schema schema() {
    return request.scan().schema();
  }

  @Override
  public @Nullable Batch next() {
    try {
      while (!conditions.isDone()) {
        LoadedBatch current = loaded == null ? loadNext() : loaded;
        if (current == null) {
          return null;
        }
        Batch read = current.next(conditions.schema(), request.batchRows());
        if (read == null) {
          closeLoaded();
          continue;
        }
        Batch passed = conditions.apply(read);
        if (passed != null) {
          return passed;
        }
      }
      return null;
    } catch (OutOfMemoryException e) {
      throw new QueryException(
          ErrorCode.OUT_OF_MEMORY,
          "Not enough memory to read a record batch: table="
              + request.scan().source().name()
              + "; raise the setting memory, or write smaller record batches",
          e);
    }
  }

  private @Nullable LoadedBatch loadNext() {
    while (true) {
      request.cancellation().run();
      IpcFile open = file;
      Dictionaries entries = dictionaries;
      if (open == null || entries == null) {
        Split split = splits.poll();
        if (split == null) {
          return null;
        }
        open(split);
        continue;
      }
      IpcMessage message = nextMessage(open);
      if (message == null) {
        closeFile();
        continue;
      }
      RecordBatch batch = open.recordBatch(message);
      if (batch != null) {
        return load(open, entries, message, batch);
      }
      DictionaryBatch dictionary = open.dictionaryBatch(message);
      if (dictionary == null) {
        throw IpcErrors.malformed(
            open.path(), message.start(), "a message of an unknown kind", null);
      }
      entries.read(message, dictionary);
    }
  }

  private @Nullable IpcMessage nextMessage(IpcFile open) {
    if (open.isStream()) {
      IpcMessage message = open.next(streamPosition);
      streamPosition = message == null ? streamPosition : message.next();
      return message;
    }
    Long offset = blocks.poll();
    if (offset == null) {
      return null;
    }
    IpcMessage message = open.next(offset);
    if (message == null) {
      throw IpcErrors.malformed(open.path(), offset, "no record batch at this place", null);
    }
    return message;
  }

  private void open(Split split) {
    ScanSource source = request.scan().source();
    IpcFile opened = IpcFile.open(split.file().path());
    file = opened;
    Dictionaries entries = new Dictionaries(opened, request.allocator(), request.bytesRead());
    dictionaries = entries;
    partitions.startFile(split.file());
    columns.clear();
    for (int column : conditions.columns()) {
      boolean isInFile = column < source.fileSchema().size();
      FileColumn found =
          isInFile ? FileColumn.find(opened, source.fileSchema().field(column)) : null;
      columns.add(found);
      if (found != null && found.dictionary() != null) {
        entries.need(found.dictionary().getId(), found.type());
      }
    }
    if (opened.isStream()) {
      streamPosition = opened.firstMessage();
      return;
    }
    for (long offset : opened.recordBlocks()) {
      if (offset >= split.start() && offset < split.start() + split.length()) {
        blocks.add(offset);
      }
    }
    if (!blocks.isEmpty()) {
      entries.readAll();
    }
  }

  private LoadedBatch load(
      IpcFile open, Dictionaries entries, IpcMessage message, RecordBatch batch) {
    LoadedBatch next =
        new LoadedBatch(open, message, batch, request.allocator(), request.bytesRead());
    loaded = next;
    int fileColumns = request.scan().source().fileSchema().size();
    for (int i = 0; i < columns.size(); i++) {
      FileColumn column = columns.get(i);
      int tableColumn = conditions.columns().get(i);
      if (column != null) {
        next.load(column, entries);
      } else if (tableColumn < fileColumns) {
        next.addNulls(conditions.schema().field(i));
      } else {
        next.addPartition(partitions, tableColumn - fileColumns);
      }
    }
    return next;
  }

  private void closeLoaded() {
    LoadedBatch open = loaded;
    loaded = null;
    if (open != null) {
      open.close();
    }
  }

  private void closeFile() {
    Dictionaries entries = dictionaries;
    dictionaries = null;
    if (entries != null) {
      entries.close();
    }
    IpcFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    closeLoaded();
    closeFile();
    partitions.close();
  }
}
