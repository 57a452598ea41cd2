package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Allocators;
import dev.quern.executor.formats.text.Compression;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Estimates rows and column statistics of CSV files from samples of a few places. */
final class CsvStatistics {
  private static final int MAX_FILES = 4;
  private static final long START_BYTES = 1 << 16;
  private static final long PLACE_BYTES = 1 << 15;
  private static final double USUAL_ROW_BYTES = 100;

  private final ScanSource source;

  CsvStatistics(ScanSource source) {
    this.source = source;
  }

  /** Returns the estimates; a compressed file counts as if it were four times as long. */
  TableStatistics estimate() {
    Schema schema = source.fileSchema();
    CsvOptions options = CsvOptions.parse(source.options());
    if (options.unionByName()) {
      return ofUnion(schema);
    }
    List<SourceFile> files = source.files().stream().filter(file -> file.sizeBytes() > 0).toList();
    TableSample sample = new TableSample(schema, options);
    double bytes = 0;
    for (SourceFile file : files) {
      bytes += file.sizeBytes() * expansion(options.compression(file.path()));
    }
    try (BufferAllocator allocator = Allocators.newRoot()) {
      CsvDialect dialect = CsvDialect.of(options, schema.size());
      TypeSampler sampler = new TypeSampler(options, dialect, allocator);
      int step = Math.max(1, files.size() / MAX_FILES);
      for (int i = 0; i < files.size(); i += step) {
        trySample(sampler, files.get(i), options, sample);
      }
    }
    double rowCount = sample.rows() == 0 ? 0 : Math.max(1, bytes / sample.averageRowBytes());
    boolean isComplete =
        !sample.lacksFiles()
            && files.size() <= MAX_FILES
            && files.stream().allMatch(file -> isReadWhole(file, options));
    List<ColumnStatistics> columns =
        new ArrayList<>(sample.columns(isComplete ? sample.rows() : rowCount, isComplete));
    for (int i = 0; i < source.partitionSchema().size(); i++) {
      columns.add(partitionColumn(i));
    }
    return new TableStatistics(isComplete ? sample.rows() : rowCount, columns);
  }

  /** The columns of each file stand elsewhere, so none of them is sampled. */
  private TableStatistics ofUnion(Schema schema) {
    List<ColumnStatistics> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      columns.add(ColumnStatistics.UNKNOWN);
    }
    for (int i = 0; i < source.partitionSchema().size(); i++) {
      columns.add(partitionColumn(i));
    }
    double bytes = source.files().stream().mapToDouble(SourceFile::sizeBytes).sum();
    return new TableStatistics(Math.ceil(bytes / USUAL_ROW_BYTES), columns);
  }

  private static double expansion(Compression compression) {
    return compression == Compression.NONE ? 1 : 4;
  }

  private static boolean isReadWhole(SourceFile file, CsvOptions options) {
    return file.sizeBytes() < START_BYTES && !ByteSources.isStream(file.path(), options);
  }

  /** Passes over a file that cannot be read: its scan reports that, if a query needs the file. */
  private static void trySample(
      TypeSampler sampler, SourceFile file, CsvOptions options, TableSample sample) {
    try {
      sample(sampler, file, options, sample);
    } catch (QueryException e) {
      sample.skipFile();
    }
  }

  private static void sample(
      TypeSampler sampler, SourceFile file, CsvOptions options, TableSample sample) {
    sampler.sampleStart(file.path(), START_BYTES, null, sample);
    long end = file.sizeBytes() - PLACE_BYTES;
    if (ByteSources.isStream(file.path(), options) || end <= START_BYTES) {
      return;
    }
    sampler.sampleMiddle(file.path(), file.sizeBytes() / 2, PLACE_BYTES, sample);
    sampler.sampleMiddle(file.path(), end, PLACE_BYTES, sample);
  }

  private ColumnStatistics partitionColumn(int index) {
    long distinct =
        source.files().stream().map(file -> file.partitionValues().get(index)).distinct().count();
    return new ColumnStatistics(distinct, -1, null, null, -1);
  }
}
