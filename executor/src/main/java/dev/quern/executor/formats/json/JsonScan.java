package dev.quern.executor.formats.json;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.ScanConditions;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.PartitionColumns;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Reads the splits of one task. */
final class JsonScan implements BatchSource {
  /** A batch ends early when its records have taken so many bytes of the file. */
  private static final long MAX_BATCH_BYTES = 32L << 20;

  private static final int ROWS_BETWEEN_CHECKS = 1024;

  private final ScanRequest request;
  private final JsonOptions options;
  private final int blockBytes;
  private final ScanConditions conditions;
  private final JsonScanner scanner = new JsonScanner();
  private final StringText text;
  private final PartitionColumns partitionColumns;
  private final RecordColumns columns;
  private final RecordDecoder decoder;

  /** How many of the columns that are decoded leave the scan or are filtered by. */
  private final int neededFileColumns;

  private int nextSplit;
  private @Nullable JsonRecords records;

  JsonScan(ScanRequest request, int blockBytes) {
    ScanSource source = request.scan().source();
    this.request = request;
    this.blockBytes = blockBytes;
    this.options = JsonOptions.parse(source.options());
    this.conditions = new ScanConditions(request);
    SortedSet<Integer> decoded = new TreeSet<>(conditions.columns());
    decoded = new TreeSet<>(decoded.headSet(source.fileSchema().size()));
    this.neededFileColumns = decoded.size();
    List<Integer> order = new ArrayList<>(decoded);
    if (options.onError() == JsonOptions.OnError.SKIP) {
      // Which rows are skipped must not depend on the columns of the query.
      for (int i = 0; i < source.fileSchema().size(); i++) {
        if (!decoded.contains(i)) {
          order.add(i);
        }
      }
    }
    Schema decodedSchema = source.fileSchema().select(order);
    int[] targets = new int[source.fileSchema().size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = order.indexOf(i);
    }
    this.columns = new RecordColumns(decodedSchema, request.batchRows(), request.allocator());
    this.partitionColumns = new PartitionColumns(source.partitionSchema(), request.allocator());
    this.text = new StringText(request.allocator());
    RecordKeys keys = new RecordKeys(keys(options, source.fileSchema()), scanner, text);
    this.decoder = new RecordDecoder(options, scanner, text, keys, columns, targets);
  }

  private static List<String> keys(JsonOptions options, Schema fileSchema) {
    List<String> keys = options.keys();
    return keys == null ? fileSchema.fields().stream().map(Field::name).toList() : keys;
  }

  @Override
  public Schema schema() {
    return request.scan().schema();
  }

  @Override
  public @Nullable Batch next() {
    try {
      while (!conditions.isDone()) {
        Batch read = readBatch();
        if (read == null) {
          return null;
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
          "Not enough memory to read JSON: table="
              + request.scan().source().name()
              + "; raise the setting memory",
          e);
    }
  }

  private @Nullable Batch readBatch() {
    long bytes = 0;
    long mostBytes = Math.min(MAX_BATCH_BYTES, request.memoryPool().mostBatchBytes());
    while (columns.rowCount() < request.batchRows() && bytes < mostBytes) {
      JsonRecords current = records;
      if (current == null) {
        // Partition values are those of one file.
        boolean isBatch = columns.rowCount() > 0 && nextIsOtherFile();
        if (isBatch || !openNext()) {
          break;
        }
        continue;
      }
      if (!current.next()) {
        closeRecords();
        continue;
      }
      bytes += current.length();
      decoder.decode(current);
      if (columns.rowCount() % ROWS_BETWEEN_CHECKS == 0) {
        request.cancellation().run();
      }
    }
    return columns.rowCount() == 0 ? null : batch();
  }

  private Batch batch() {
    int rowCount = columns.rowCount();
    List<FieldVector> decoded = columns.take();
    List<FieldVector> vectors = new ArrayList<>(decoded.subList(0, neededFileColumns));
    decoded.subList(neededFileColumns, decoded.size()).forEach(FieldVector::close);
    int fileColumns = request.scan().source().fileSchema().size();
    try {
      for (int column : conditions.columns()) {
        if (column >= fileColumns) {
          vectors.add(partitionColumns.vector(column - fileColumns, rowCount));
        }
      }
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
    return new Batch(conditions.schema(), vectors, rowCount);
  }

  private boolean nextIsOtherFile() {
    return nextSplit > 0
        && nextSplit < request.splits().size()
        && request.scan().source().partitionSchema().size() > 0
        && !request
            .splits()
            .get(nextSplit)
            .file()
            .equals(request.splits().get(nextSplit - 1).file());
  }

  private boolean openNext() {
    if (nextSplit == request.splits().size()) {
      return false;
    }
    Split next = request.splits().get(nextSplit);
    nextSplit++;
    request.cancellation().run();
    partitionColumns.startFile(next.file());
    records =
        new JsonRecords(
            new JsonFile(next.file().path(), options),
            next,
            scanner,
            blockBytes,
            request.allocator(),
            request.bytesRead());
    return true;
  }

  private void closeRecords() {
    JsonRecords open = records;
    records = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    closeRecords();
    columns.close();
    partitionColumns.close();
    text.close();
  }
}
