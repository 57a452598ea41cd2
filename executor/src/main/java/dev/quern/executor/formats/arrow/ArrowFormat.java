package dev.quern.executor.formats.arrow;

import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.arrow.IpcFile.IpcMessage;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Arrow IPC files and streams. Columns are found in a file by name; one that a file lacks is NULL.
 */
public final class ArrowFormat implements Format {
  /** Files and messages that are looked at to estimate the number of rows. */
  private static final int MAX_SAMPLED = 16;

  @Override
  public String name() {
    return "arrow";
  }

  @Override
  public Set<String> extensions() {
    return Set.of("arrow", "arrows", "ipc", "feather");
  }

  @Override
  public FileShape inspect(
      String name, List<SourceFile> files, Map<String, String> options, @Nullable Schema declared) {
    checkOptions(options);
    if (declared != null) {
      return new FileShape(declared, Map.of());
    }
    try (IpcFile file = IpcFile.open(files.get(0).path())) {
      List<Field> fields = new ArrayList<>();
      for (org.apache.arrow.vector.types.pojo.Field field : file.schema().getFields()) {
        DataType type =
            IpcTypes.typeOf(field.getType())
                .orElseThrow(
                    () ->
                        IpcErrors.unsupported(
                            file.path(), field.getName(), "type " + field.getType()));
        fields.add(Field.of(field.getName(), type));
      }
      return new FileShape(new Schema(fields), Map.of());
    }
  }

  private static void checkOptions(Map<String, String> options) {
    for (String option : options.keySet()) {
      throw new QueryException(
          ErrorCode.INVALID_OPTION, "Unknown option of Arrow: " + option + "; there are none");
    }
  }

  @Override
  public TableStatistics statistics(ScanSource source) {
    double rows = 0;
    double sampledBytes = 0;
    double bytes = 0;
    List<SourceFile> files = source.files();
    int step = Math.max(1, files.size() / MAX_SAMPLED);
    for (int i = 0; i < files.size(); i++) {
      bytes += files.get(i).sizeBytes();
      if (i % step == 0) {
        sampledBytes += files.get(i).sizeBytes();
        rows += rows(files.get(i));
      }
    }
    double total = sampledBytes == 0 ? 0 : rows * bytes / sampledBytes;
    return new TableStatistics(
        total, Collections.nCopies(source.tableSchema().size(), ColumnStatistics.UNKNOWN));
  }

  /** Adds up the rows of the first messages, and concludes from their bytes to the others. */
  private static double rows(SourceFile source) {
    try (IpcFile file = IpcFile.open(source.path())) {
      double rows = 0;
      long position = file.firstMessage();
      for (int i = 0; i < MAX_SAMPLED; i++) {
        if (!file.isStream() && i >= file.recordBlocks().size()) {
          return rows;
        }
        IpcMessage message = file.next(file.isStream() ? position : file.recordBlocks().get(i));
        if (message == null) {
          return rows;
        }
        RecordBatch batch = file.recordBatch(message);
        rows += batch == null ? 0 : Math.max(0, file.checked(message.start(), batch::length));
        position = message.next();
      }
      return rows * file.size() / position;
    }
  }

  @Override
  public List<Split> splits(ScanNode scan, long targetBytes) {
    List<Split> splits = new ArrayList<>();
    for (SourceFile source : scan.source().files()) {
      try (IpcFile file = IpcFile.open(source.path())) {
        if (file.isStream()) {
          splits.add(new Split(source, 0, source.sizeBytes(), true));
        } else {
          addBlocks(source, file, targetBytes, splits);
        }
      }
    }
    return splits;
  }

  private static void addBlocks(
      SourceFile source, IpcFile file, long targetBytes, List<Split> splits) {
    List<Long> blocks = file.recordBlocks();
    int first = 0;
    for (int i = 0; i < blocks.size(); i++) {
      boolean isLast = i == blocks.size() - 1;
      long end = isLast ? file.size() : blocks.get(i + 1);
      boolean isFull = end - blocks.get(first) >= targetBytes;
      if (isLast || isFull) {
        splits.add(new Split(source, blocks.get(first), end - blocks.get(first), true));
        first = i + 1;
      }
    }
  }

  @Override
  public BatchSource open(ScanRequest request) {
    return new ArrowScan(request);
  }

  @Override
  public BatchSink create(
      String path, Schema schema, Map<String, String> options, WriteContext context) {
    checkOptions(options);
    return new ArrowSink(path, schema, context);
  }
}
