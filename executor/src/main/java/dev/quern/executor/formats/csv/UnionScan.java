package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads files whose columns are found by the names in their header lines: the splits of each file
 * by a {@link CsvScan} of their own, in whose table the file's columns stand as in the file and
 * columns that it lacks are partition columns with the value NULL.
 *
 * <pre>
 * table   a b c | year        file with header  c,a,x
 * becomes c a x | year b      with year from the folder, b = NULL, x never read
 * </pre>
 */
final class UnionScan implements BatchSource {
  private final ScanRequest request;
  private final CsvOptions options;
  private final int blockBytes;
  private int nextSplit;
  private long rowsLeft;
  private @Nullable CsvScan current;

  UnionScan(ScanRequest request, int blockBytes) {
    this.request = request;
    this.options = CsvOptions.parse(request.scan().source().options());
    this.blockBytes = blockBytes;
    long limit = request.scan().limit();
    this.rowsLeft = limit < 0 ? Long.MAX_VALUE : limit;
  }

  @Override
  public Schema schema() {
    return request.scan().schema();
  }

  @Override
  public @Nullable Batch next() {
    while (rowsLeft > 0) {
      CsvScan scan = current == null ? openNext() : current;
      if (scan == null) {
        return null;
      }
      Batch batch = scan.next();
      if (batch != null) {
        rowsLeft -= batch.rowCount();
        return batch;
      }
      close();
    }
    return null;
  }

  private @Nullable CsvScan openNext() {
    List<Split> all = request.splits();
    if (nextSplit == all.size()) {
      return null;
    }
    SourceFile file = all.get(nextSplit).file();
    List<Split> ofFile = new ArrayList<>();
    while (nextSplit < all.size() && all.get(nextSplit).file().equals(file)) {
      ofFile.add(all.get(nextSplit++));
    }
    current = new CsvScan(requestFor(file, ofFile), blockBytes);
    return current;
  }

  private ScanRequest requestFor(SourceFile file, List<Split> splits) {
    ScanNode scan = request.scan();
    ScanSource table = scan.source();
    List<String> header = FileStart.readHeader(file.path(), options, request.allocator());
    List<Field> inFile = new ArrayList<>();
    for (String name : header) {
      int index = table.fileSchema().indexOf(name);
      inFile.add(index < 0 ? Field.of(name, DataTypes.VARCHAR) : table.fileSchema().field(index));
    }
    List<Field> constant = new ArrayList<>(table.partitionSchema().fields());
    List<@Nullable String> values = new ArrayList<>(file.partitionValues());
    Schema fileSchema = new Schema(inFile);
    for (Field field : table.fileSchema().fields()) {
      if (fileSchema.indexOf(field.name()) < 0) {
        constant.add(field);
        values.add(null);
      }
    }
    ScanSource source =
        new ScanSource(
            table.name(),
            table.format(),
            options.with(CsvOption.HEADER_NAMES, RecordText.encode(header)).toMap(),
            fileSchema,
            new Schema(constant),
            List.of());
    SourceFile own = new SourceFile(file.path(), file.sizeBytes(), file.modifiedMillis(), values);
    Map<Split, Split> originals = new HashMap<>();
    splits.forEach(split -> originals.put(withFile(split, own), split));
    return new ScanRequest(
        moved(scan, source),
        splits.stream().map(split -> withFile(split, own)).toList(),
        request.allocator(),
        request.memoryPool(),
        request.batchRows(),
        request.expressions(),
        request.runtimeFilters(),
        report -> request.splitReports().accept(ofOriginal(report, originals)),
        request.bytesRead(),
        request.cancellation());
  }

  private static Split withFile(Split split, SourceFile file) {
    return new Split(file, split.start(), split.length(), split.exactStart());
  }

  private static SplitReport ofOriginal(SplitReport report, Map<Split, Split> originals) {
    Split original = originals.getOrDefault(report.split(), report.split());
    return new SplitReport(original, report.firstRow(), report.nextRow());
  }

  /** Returns the scan with the columns at their places in {@code source}. */
  private ScanNode moved(ScanNode scan, ScanSource source) {
    Schema from = scan.source().tableSchema();
    Schema to = source.tableSchema();
    Expression filter = scan.filter();
    return new ScanNode(
        scan.id(),
        source,
        scan.columns().stream().map(column -> place(column, from, to)).toList(),
        filter == null ? null : Expressions.remapColumns(filter, column -> place(column, from, to)),
        scan.runtimeFilters().stream()
            .map(
                target ->
                    new RuntimeFilterTarget(target.filterId(), place(target.column(), from, to)))
            .toList(),
        rowsLeft == Long.MAX_VALUE ? -1 : rowsLeft);
  }

  private static int place(int column, Schema from, Schema to) {
    return to.indexOf(from.field(column).name());
  }

  @Override
  public void close() {
    CsvScan open = current;
    current = null;
    if (open != null) {
      open.close();
    }
  }
}
