package dev.quern.executor.formats.series;

import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.WriteContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the numbers of a {@link Series}; a split is a range of their positions. */
public final class SeriesFormat implements Format {
  private static final long ROWS_OF_A_SPLIT = 1L << 20;
  private static final long MOST_SPLITS = 1024;

  @Override
  public String name() {
    return Series.FORMAT;
  }

  @Override
  public Set<String> extensions() {
    return Set.of();
  }

  @Override
  public FileShape inspect(
      String name, List<SourceFile> files, Map<String, String> options, @Nullable Schema declared) {
    throw noFile();
  }

  @Override
  public TableStatistics statistics(ScanSource source) {
    return new TableStatistics(Series.of(source).count(), List.of(ColumnStatistics.UNKNOWN));
  }

  @Override
  public List<Split> splits(ScanNode scan, long targetBytes) {
    SourceFile file = scan.source().files().get(0);
    long count = Series.of(scan.source()).count();
    long length = Math.max(ROWS_OF_A_SPLIT, (count + MOST_SPLITS - 1) / MOST_SPLITS);
    List<Split> splits = new ArrayList<>();
    for (long start = 0; start < count; start += length) {
      splits.add(new Split(file, start, Math.min(length, count - start), true));
    }
    return splits;
  }

  @Override
  public BatchSource open(ScanRequest request) {
    return new SeriesScan(request);
  }

  @Override
  public BatchSink create(
      String path, Schema schema, Map<String, String> options, WriteContext context) {
    throw noFile();
  }

  private static QueryException noFile() {
    return new QueryException(
        ErrorCode.INVALID_OPTION,
        "Not a file format: series; call range or generate_series in FROM");
  }
}
