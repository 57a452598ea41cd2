package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.PartitionColumns;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.types.Schema;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the splits of one task. Rows are found in blocks; the columns of the filter are decoded
 * first, the others for the rows that pass. Output batches fill up over blocks and splits of the
 * same file.
 */
final class CsvScan implements BatchSource {
  private final ScanRequest request;
  private final CsvOptions options;
  private final int blockBytes;
  private final CsvDialect dialect;
  private final SplitProblems problems;
  private final RowIndex rows;
  private final FieldText text;
  private final @Nullable RowValidation validation;
  private final PartitionColumns partitionColumns;
  private final ScanFilter filter;
  private final ScanOutput output;
  private final int[] all;
  private int nextSplit;
  private long rowsLeft;
  private @Nullable SplitReader split;
  private @Nullable SplitReport lastReport;

  CsvScan(ScanRequest request, int blockBytes) {
    ScanNode scan = request.scan();
    Schema fileSchema = scan.source().fileSchema();
    this.request = request;
    this.blockBytes = blockBytes;
    this.options = CsvOptions.parse(scan.source().options());
    this.dialect = CsvDialect.of(options, fileSchema.size());
    this.problems = new SplitProblems(request, options, dialect);
    this.rowsLeft = scan.limit() < 0 ? Long.MAX_VALUE : scan.limit();
    this.all = new int[request.batchRows()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    this.text = new FieldText(dialect, options.nullStrings(), request.allocator());
    boolean skips = options.onError() == CsvOptions.OnError.SKIP;
    ValueDecoders decoders = new ValueDecoders(options, dialect, text, problems);
    this.partitionColumns =
        new PartitionColumns(request.scan().source().partitionSchema(), request.allocator());
    try {
      this.filter = new ScanFilter(request, decoders, partitionColumns);
      this.output = new ScanOutput(request, decoders, partitionColumns, filter);
      this.validation = skips ? new RowValidation(request, decoders, problems.badRows()) : null;
    } catch (RuntimeException | Error e) {
      text.close();
      partitionColumns.close();
      throw e;
    }
    this.rows =
        new RowIndex(dialect, neededColumns(scan, filter, skips, options.strictMode()), problems);
  }

  private static SortedSet<Integer> neededColumns(
      ScanNode scan, ScanFilter filter, boolean skips, boolean isStrict) {
    int fileColumns = scan.source().fileSchema().size();
    SortedSet<Integer> needed = new TreeSet<>(filter.columns());
    needed.addAll(scan.columns());
    if (skips) {
      for (int i = 0; i < fileColumns; i++) {
        needed.add(i);
      }
    }
    SortedSet<Integer> inFile = new TreeSet<>(needed.headSet(fileColumns));
    if (isStrict && fileColumns > 0) {
      // The end of the last field is that of the row: missing and surplus fields show there.
      inFile.add(fileColumns - 1);
    }
    return inFile;
  }

  @Override
  public Schema schema() {
    return request.scan().schema();
  }

  @Override
  public @Nullable Batch next() {
    while (rowsLeft > 0) {
      SplitReader current = split == null ? openNext() : split;
      if (current == null) {
        break;
      }
      if (!read(current)) {
        closeSplit();
      }
      if (output.isFull()) {
        break;
      }
    }
    Batch batch = output.take(rowsLeft);
    rowsLeft -= batch == null ? 0 : batch.rowCount();
    return batch;
  }

  /** Reads some rows of a split; false at its end. */
  private boolean read(SplitReader current) {
    try {
      int count = current.nextRows(output.room());
      if (count == 0) {
        SplitReport report = current.report();
        request.splitReports().accept(report);
        lastReport = report;
        return false;
      }
      readRows(current, count);
      return true;
    } catch (WrongGuess e) {
      // The report disagrees with that of the split before, so the split is read again.
      long firstRow = current.firstRow();
      lastReport = null;
      request.splitReports().accept(new SplitReport(current.split(), firstRow, firstRow));
      return false;
    }
  }

  private void readRows(SplitReader current, int found) {
    int count = found;
    int[] selected = all;
    if (validation != null) {
      selected = validation.goodRows(rows, current.base(), all, found);
      count = validation.goodCount();
    }
    if (!filter.isEmpty()) {
      count = filter.select(rows, current.base(), selected, count);
      selected = filter.selectedRows();
    }
    if (count > 0) {
      output.append(rows, current.base(), selected, count);
    }
  }

  private @Nullable SplitReader openNext() {
    if (nextSplit == request.splits().size()) {
      return null;
    }
    Split next = request.splits().get(nextSplit);
    nextSplit++;
    request.cancellation().run();
    partitionColumns.startFile(next.file());
    SplitReader opened =
        new SplitReader(request, options, rows, problems, next, knownStart(next), blockBytes);
    split = opened;
    problems.about(opened, rows);
    opened.begin(dialect);
    return opened;
  }

  /** Returns where the split's first row begins if the split just read ends there, or -1. */
  private long knownStart(Split next) {
    if (lastReport == null) {
      return -1;
    }
    Split last = lastReport.split();
    boolean isContinued =
        last.file().equals(next.file()) && last.start() + last.length() == next.start();
    return isContinued ? lastReport.nextRow() : -1;
  }

  private void closeSplit() {
    if (split != null) {
      split.close();
      split = null;
    }
  }

  @Override
  public void close() {
    closeSplit();
    filter.close();
    output.close();
    partitionColumns.close();
    text.close();
    if (validation != null) {
      validation.close();
    }
  }
}
