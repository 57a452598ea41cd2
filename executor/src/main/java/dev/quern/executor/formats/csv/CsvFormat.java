package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.WriteContext;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CSV, TSV and other delimited text files. */
public final class CsvFormat implements Format {
  private static final int BLOCK_BYTES = 1 << 20;

  /** A range that exceeds the target by less than this share is not cut. */
  private static final double WORTH_CUTTING = 1.5;

  private final int blockBytes;

  public CsvFormat() {
    this(BLOCK_BYTES);
  }

  /** Reads in blocks of another size; for tests. */
  CsvFormat(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public Set<String> extensions() {
    return Set.of("csv", "tsv", "tbl", "psv");
  }

  @Override
  public FileShape inspect(
      String name, List<SourceFile> files, Map<String, String> options, @Nullable Schema declared) {
    CsvOptions parsed = CsvOptions.parse(options);
    return parsed.unionByName()
        ? new UnionInspection(name, files, parsed, declared).inspect()
        : new CsvInspection(name, files, parsed, declared).inspect();
  }

  @Override
  public TableStatistics statistics(ScanSource source) {
    return new CsvStatistics(source).estimate();
  }

  @Override
  public List<Split> splits(ScanNode scan, long targetBytes) {
    CsvOptions options = CsvOptions.parse(scan.source().options());
    List<Split> splits = new ArrayList<>();
    for (SourceFile file : scan.source().files()) {
      long size = file.sizeBytes();
      if (ByteSources.isStream(file.path(), options)) {
        splits.add(new Split(file, 0, size, true));
        continue;
      }
      long target = Math.max(1, targetBytes);
      long count = size <= target * WORTH_CUTTING ? 1 : (size + target - 1) / target;
      for (long i = 0; i < count; i++) {
        long start = size * i / count;
        splits.add(new Split(file, start, size * (i + 1) / count - start, i == 0));
      }
    }
    return splits;
  }

  @Override
  public BatchSource open(ScanRequest request) {
    return CsvOptions.parse(request.scan().source().options()).unionByName()
        ? new UnionScan(request, blockBytes)
        : new CsvScan(request, blockBytes);
  }

  @Override
  public String extension(Map<String, String> options) {
    return name() + CsvOptions.parse(options).compression("").extension();
  }

  @Override
  public BatchSink create(
      String path, Schema schema, Map<String, String> options, WriteContext context) {
    return new CsvSink(path, schema, CsvOptions.parse(options), context);
  }
}
