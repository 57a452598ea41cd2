package dev.quern.executor.formats.json;

import dev.quern.executor.batch.Allocators;
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
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** JSON lines, arrays of objects, and single objects. */
public final class JsonFormat implements Format {
  private static final int BLOCK_BYTES = 1 << 20;

  /** A file that exceeds the target by less than this share is not cut. */
  private static final double WORTH_CUTTING = 1.5;

  private final int blockBytes;

  public JsonFormat() {
    this(BLOCK_BYTES);
  }

  /** Reads in blocks of another size; for tests. */
  JsonFormat(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public Set<String> extensions() {
    return Set.of("json", "jsonl", "ndjson", "geojson");
  }

  @Override
  public String extension(Map<String, String> options) {
    return name() + JsonOptions.parse(options).compression("").extension();
  }

  @Override
  public FileShape inspect(
      String name, List<SourceFile> files, Map<String, String> options, @Nullable Schema declared) {
    return new JsonInspection(name, files, JsonOptions.parse(options), declared).inspect();
  }

  @Override
  public TableStatistics statistics(ScanSource source) {
    return new JsonStatistics(source).estimate();
  }

  @Override
  public List<Split> splits(ScanNode scan, long targetBytes) {
    JsonOptions options = JsonOptions.parse(scan.source().options());
    long target = Math.max(1, targetBytes);
    List<Split> splits = new ArrayList<>();
    try (BufferAllocator allocator = Allocators.newRoot()) {
      for (SourceFile source : scan.source().files()) {
        long size = source.sizeBytes();
        JsonFile file = new JsonFile(source.path(), options);
        Split whole = new Split(source, 0, size, true);
        boolean isCut =
            size > target * WORTH_CUTTING
                && !file.isStream()
                && JsonRecords.layoutOf(file, whole, allocator) == JsonLayout.LINES;
        long count = isCut ? (size + target - 1) / target : 1;
        for (long i = 0; i < count; i++) {
          long start = size * i / count;
          splits.add(new Split(source, start, size * (i + 1) / count - start, true));
        }
      }
    }
    return splits;
  }

  @Override
  public BatchSource open(ScanRequest request) {
    return new JsonScan(request, blockBytes);
  }

  @Override
  public BatchSink create(
      String path, Schema schema, Map<String, String> options, WriteContext context) {
    return new JsonSink(path, schema, JsonOptions.parse(options), context);
  }
}
