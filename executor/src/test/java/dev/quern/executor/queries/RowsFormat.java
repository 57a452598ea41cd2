package dev.quern.executor.queries;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Files that need not exist: a file of {@code 10 * n} bytes has the rows 0 to n - 1, row i
 * beginning at byte 10 * i, each with its number, a text and a number that is null in every seventh
 * row.
 *
 * <p>Options make faults: {@code fail_once=<marker>} throws a storage failure unless the marker
 * file exists, and makes it; {@code halt_once=<marker>} ends the process in the same way, {@code
 * halt=true} always; {@code fail_at=<row>} throws a user's error at that row; {@code
 * wait_for=<file>} holds every scan until that file exists, and makes a file of that name and the
 * process's number; {@code bad_guess=true} loses a row wherever the start of a split is guessed;
 * {@code fail_on_guess=true} throws a user's error there; {@code fail_once_at=<row>:<marker>}
 * throws a storage failure when that row is to be read, {@code halt_once_at=} ends the process,
 * unless the marker file exists.
 */
final class RowsFormat implements Format {
  static final int ROW_BYTES = 10;
  static final Schema SCHEMA =
      Schema.of(
          new Field("n", DataTypes.BIGINT, false),
          Field.of("text", DataTypes.VARCHAR),
          Field.of("seventh", DataTypes.INTEGER));

  /** Returns a scan of files with these numbers of rows. */
  static ScanNode scan(int nodeId, Map<String, String> options, int... rowCounts) {
    List<SourceFile> files = new ArrayList<>();
    for (int i = 0; i < rowCounts.length; i++) {
      files.add(new SourceFile("/virtual/" + i, (long) rowCounts[i] * ROW_BYTES, 0, List.of()));
    }
    ScanSource source = new ScanSource("t", "rows", options, SCHEMA, new Schema(List.of()), files);
    return new ScanNode(nodeId, source, List.of(0, 1, 2), null, List.of(), -1);
  }

  /** Returns what row {@code number} is to be read as. */
  static List<@Nullable Object> row(long number) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(number);
    row.add("row " + number);
    row.add(number % 7 == 0 ? null : number);
    return row;
  }

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public Set<String> extensions() {
    return Set.of("rows");
  }

  @Override
  public FileShape inspect(
      String name, List<SourceFile> files, Map<String, String> options, @Nullable Schema declared) {
    return new FileShape(SCHEMA, options);
  }

  @Override
  public TableStatistics statistics(ScanSource source) {
    return new TableStatistics(-1, List.of());
  }

  @Override
  public List<Split> splits(ScanNode scan, long targetBytes) {
    List<Split> splits = new ArrayList<>();
    for (SourceFile file : scan.source().files()) {
      for (long start = 0; start < file.sizeBytes(); start += targetBytes) {
        long length = Math.min(targetBytes, file.sizeBytes() - start);
        splits.add(new Split(file, start, length, start == 0));
        if (targetBytes == Long.MAX_VALUE) {
          break;
        }
      }
    }
    return splits;
  }

  @Override
  public BatchSource open(ScanRequest request) {
    return new Rows(request);
  }

  @Override
  public BatchSink create(
      String path, Schema schema, Map<String, String> options, WriteContext context) {
    throw new UnsupportedOperationException("rows cannot be written");
  }

  private static boolean isFirstAt(@Nullable String place, long firstRow, int count) {
    if (place == null) {
      return false;
    }
    long at = Long.parseLong(place.substring(0, place.indexOf(':')));
    return at >= firstRow
        && at < firstRow + count
        && isFirst(place.substring(place.indexOf(':') + 1));
  }

  private static boolean isFirst(@Nullable String marker) {
    if (marker == null) {
      return false;
    }
    try {
      Files.createFile(Path.of(marker));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Rows implements BatchSource {
    private final ScanRequest request;
    private final Map<String, String> options;
    private int splitIndex = -1;
    private long row;
    private long firstRow;
    private long endRow;

    Rows(ScanRequest request) {
      this.request = request;
      this.options = request.scan().source().options();
    }

    @Override
    public Schema schema() {
      return request.scan().schema();
    }

    @Override
    public @Nullable Batch next() {
      request.cancellation().run();
      while (row >= endRow) {
        if (splitIndex >= 0 && splitIndex < request.splits().size()) {
          report(request.splits().get(splitIndex));
        }
        if (++splitIndex >= request.splits().size()) {
          return null;
        }
        begin(request.splits().get(splitIndex));
      }
      int count = (int) Math.min(request.batchRows(), endRow - row);
      if (isFirstAt(options.get("fail_once_at"), row, count)) {
        throw new QueryException(ErrorCode.STORAGE_FAILURE, "The disk has hiccups");
      }
      if (isFirstAt(options.get("halt_once_at"), row, count)) {
        Runtime.getRuntime().halt(9);
      }
      Batch batch = batch(row, count);
      row += count;
      return batch;
    }

    private void begin(Split split) {
      makeFaults();
      firstRow = (split.start() + ROW_BYTES - 1) / ROW_BYTES;
      endRow = (split.start() + split.length() + ROW_BYTES - 1) / ROW_BYTES;
      if (!split.exactStart() && options.containsKey("bad_guess")) {
        firstRow = Math.min(firstRow + 1, endRow);
      }
      if (!split.exactStart() && options.containsKey("fail_on_guess")) {
        throw new QueryException(ErrorCode.MALFORMED_FILE, "Cannot read the guessed row");
      }
      row = firstRow;
      request.bytesRead().accept(split.length());
    }

    private void makeFaults() {
      if (isFirst(options.get("fail_once"))) {
        throw new QueryException(ErrorCode.STORAGE_FAILURE, "The disk has hiccups");
      }
      if (options.containsKey("halt") || isFirst(options.get("halt_once"))) {
        Runtime.getRuntime().halt(9);
      }
      String gate = options.get("wait_for");
      isFirst(gate == null ? null : gate + "." + ProcessHandle.current().pid());
      while (gate != null && !Files.exists(Path.of(gate))) {
        request.cancellation().run();
        LockSupport.parkNanos(1_000_000);
      }
    }

    private void report(Split split) {
      request
          .splitReports()
          .accept(new SplitReport(split, firstRow * ROW_BYTES, endRow * ROW_BYTES));
    }

    private Batch batch(long first, int count) {
      long failAt = Long.parseLong(options.getOrDefault("fail_at", "-1"));
      Object[] numbers = new Object[count];
      Object[] texts = new Object[count];
      Object[] sevenths = new Object[count];
      for (int i = 0; i < count; i++) {
        List<@Nullable Object> values = row(first + i);
        if (first + i == failAt) {
          throw new QueryException(
              ErrorCode.MALFORMED_FILE, String.format(Locale.ROOT, "Cannot read row %d", failAt));
        }
        numbers[i] = values.get(0);
        texts[i] = values.get(1);
        sevenths[i] = values.get(2);
      }
      TestColumn[] columns = {
        TestColumns.column(DataTypes.BIGINT, numbers),
        TestColumns.column(DataTypes.VARCHAR, texts),
        TestColumns.column(DataTypes.INTEGER, sevenths)
      };
      return TestColumns.batch(request.allocator(), columns).withSchema(schema());
    }

    @Override
    public void close() {
      splitIndex = request.splits().size();
    }
  }
}
