package dev.quern.executor.formats.json;

import dev.quern.executor.batch.Allocators;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Estimates rows and column statistics of JSON files from samples of a few places. */
final class JsonStatistics {
  /** A compressed file counts as if it were so many times as long. */
  private static final double PACKED_FACTOR = 8;

  private final ScanSource source;
  private final JsonOptions options;

  JsonStatistics(ScanSource source) {
    this.source = source;
    this.options = JsonOptions.parse(source.options());
  }

  TableStatistics estimate() {
    List<SourceFile> files = source.files().stream().filter(file -> file.sizeBytes() > 0).toList();
    double bytes = 0;
    for (SourceFile file : files) {
      bytes +=
          file.sizeBytes() * (new JsonFile(file.path(), options).isStream() ? PACKED_FACTOR : 1);
    }
    try (BufferAllocator allocator = Allocators.newRoot()) {
      RecordSample sample = new RecordSample(options, allocator);
      sample.read(files);
      double rows =
          sample.records() == 0 ? 0 : Math.max(1, bytes * sample.records() / sample.bytes());
      return new TableStatistics(rows, columns(sample, rows));
    }
  }

  private List<ColumnStatistics> columns(RecordSample sample, double rows) {
    List<Field> fields = source.fileSchema().fields();
    List<String> settled = options.keys();
    // A key=value folder may have taken a column away; then the settled keys are of no use.
    List<String> keys =
        settled != null && settled.size() == fields.size()
            ? settled
            : fields.stream().map(Field::name).toList();
    List<ColumnStatistics> columns = new ArrayList<>();
    for (String name : keys) {
      KeySample key = sample.keys().get(name);
      columns.add(key == null ? ColumnStatistics.UNKNOWN : key.estimate(sample.records(), rows));
    }
    for (int i = 0; i < source.partitionSchema().size(); i++) {
      int index = i;
      long distinct =
          source.files().stream().map(file -> file.partitionValues().get(index)).distinct().count();
      columns.add(new ColumnStatistics(distinct, -1, null, null, -1));
    }
    return columns;
  }
}
