package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.WriteContext;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Apache Parquet. Keeps footers and read buffers for later queries, both bounded.
 *
 * <p>Columns are found in a file by name; a column that a file lacks is NULL there.
 */
public final class ParquetFormat implements Format {
  private final FooterCache footers = new FooterCache();
  private final DirectBufferPool pool = new DirectBufferPool();

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public Set<String> extensions() {
    return Set.of("parquet", "parq", "pq");
  }

  @Override
  public FileShape inspect(
      String name, List<SourceFile> files, Map<String, String> options, @Nullable Schema declared) {
    ParquetOptions.check(options, List.of(ParquetOptions.SCHEMA_FILE));
    Map<String, String> settled = new HashMap<>(options);
    if (declared != null) {
      return new FileShape(declared, settled);
    }
    SourceFile first = files.get(0);
    settled.put(ParquetOptions.SCHEMA_FILE, first.path());
    boolean isOnly = files.size() == 1;
    List<Field> fields = new ArrayList<>();
    for (SchemaNode column : footers.get(first).columns()) {
      // Only one file's footer was read: others may have nulls, or lack the column.
      fields.add(new Field(column.name(), column.type(), column.nullable() || !isOnly));
    }
    return new FileShape(new Schema(fields), settled);
  }

  @Override
  public TableStatistics statistics(ScanSource source) {
    return new FooterStatistics(source, footers, pool).read();
  }

  @Override
  public List<Split> splits(ScanNode scan, long targetBytes) {
    List<Split> splits = new ArrayList<>();
    for (SourceFile file : scan.source().files()) {
      Footer footer = footers.get(file);
      FileColumns columns = new FileColumns(scan.source(), file, footer);
      RowGroupPruner pruner = new RowGroupPruner(scan, columns, RuntimeFilters.NONE);
      new RowGroupSplitter(file, footer, pruner::mayHaveRows, targetBytes).addTo(splits);
    }
    return splits;
  }

  @Override
  public BatchSource open(ScanRequest request) {
    return new ParquetScan(request, footers, pool);
  }

  @Override
  public BatchSink create(
      String path, Schema schema, Map<String, String> options, WriteContext context) {
    return new ParquetSink(path, schema, options, context, pool);
  }
}
